//! Two hundred thousand customers that might be a Russian company's, the same on each run, and what people type.
//! Texts stand between bars.

use call_journal_model::phone::PhoneNumber;
use call_journal_model::time::Timestamp;
use call_journal_store::people::{ContactEntry, CustomerEntry};

const CUSTOMERS: usize = 200_000;

const SURNAMES: &str = "\
    Иванов|Смирнов|Кузнецов|Попов|Васильев|Петров|Соколов|Михайлов|Новиков|Фёдоров|Морозов|Волков|Алексеев|\
    Лебедев|Семёнов|Егоров|Павлов|Козлов|Степанов|Николаев|Орлов|Андреев|Макаров|Никитин|Захаров|Зайцев|\
    Соловьёв|Борисов|Яковлев|Григорьев|Романов|Воробьёв|Сергеев|Кузьмин|Фролов|Александров|Дмитриев|Королёв|\
    Гусев|Киселёв";
const MEN: &str = "\
    Александр|Сергей|Дмитрий|Андрей|Алексей|Максим|Евгений|Иван|Михаил|Николай|Пётр|Артём|Роман|Олег|Юрий|\
    Семён";
const WOMEN: &str = "\
    Анна|Елена|Ольга|Наталья|Екатерина|Мария|Татьяна|Ирина|Светлана|Юлия|Алёна|Дарья|Ксения|Вера|Людмила|Зоя";
const FATHERS: &str = "\
    Александров|Сергеев|Дмитриев|Андреев|Алексеев|Иванов|Михайлов|Николаев|Петров|Юрьев|Викторов|Олегов";
const FORMS: &str = "ООО|ООО|ООО|АО|ТОО";
const TRADES: &str = "\
    Мастерская|Пекарня|Фабрика окон|Медоварня|Аптека|Автосервис|Столярная|Клиника|Кофейня|Типография|\
    Школа танцев|Склад|Строительная компания|Ателье|Ветеринарная клиника|Турагентство|Цветочный магазин|\
    Логистика|Студия дизайна|Завод|Ресторан|Гостиница|Салон красоты|Торговый дом|Детский сад|Стоматология|\
    Фотостудия|Пивоварня|Мебель|Юридическое бюро";
const STEMS: &str = "\
    Липа|Ромашка|Верстак|Поляна|Ёлочка|Рассвет|Вектор|Альфа|Горизонт|Меридиан|Север|Волна|Маяк|Родник|Заря|\
    Прогресс|Контур|Гранит|Янтарь|Каскад|Орион|Компас|Берёзка|Созвездие|Ладья|Мозаика|Парус|Радуга|Сокол|\
    Терем|Уют|Факел|Хорда|Цитрус|Эталон|Якорь";
const ENDS: &str = "\
    |||| плюс|-Сервис|-Строй|-Трейд| и Ко| Групп|-Юг|-Урал|-Москва| 24|-М|-Техно| Лайн| Профи|-Центр| Мастер";
/// Parts of names that somebody has invented.
const PARTS: &str = "\
    аква|рос|тех|мир|дом|инвест|проф|авто|мед|эко|мега|пром|вест|ост|лан|дор|тур|хим|газ|лес|ком|сиб|дон|кран|лог|\
    глав|спец|арт|бел|нов";
const CODES: &str = "+7916|+7903|+7926|+7985|+7911|+7921|+7950|+7495|+7499|+7812|+7343|+7383|+4930|+37529";

/// What people type, piece by piece.
pub(super) const TYPED: &str = "\
    и|а|Л|ё|o|ив|ан|ли|ве|ма|8|7|9|91|49|+7|лип|Ёлочка|мед|верстак|ромашка плюс|мастерская липа|ооо вектор|\
    «Маяк»|иванов|иванова анна|соколов пётр|семенов артем|анна ив мих|ип фролов|клиника север|\
    алёна королёва|фабрика окон альфа|компания строит заря|916|8916|8 916 123|+7 916 123|+7 (916) 123-45|\
    8(495)|495 12|495-12-34|9161234|1234567|45-67|030 12|+375 29|анна 916|липа 495|ооо 8 (812)|ъъъ|\
    нет такого|кузнецов 7777|   |радуга групп 24|торговый дом якорь урал";

/// Names of new customers that somebody types.
pub(super) const NEW_NAMES: &str = "\
    Липа|ООО «Ромашка»|Мастерская Верстка|Иванов Иван Иванович|Клиника|АО Горизонт-Строй|Медоварна|\
    Королева Алена|Торговый дом «Якорь»|Xerox|ИП Фролов С. М.|Строительная компания Созвездие и Ко";

/// The same on each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    /// One of the texts between the bars.
    fn of(&mut self, all: &'static str) -> &'static str {
        let count = all.split('|').count();
        all.split('|').nth(self.below(count)).unwrap()
    }
}

/// All customers: two of five are people, the others companies; every second one has a contact person.
pub(super) fn entries() -> Vec<CustomerEntry> {
    let mut dice = Dice(2026);
    let customer = |n: usize| {
        let name = match n % 5 {
            0 | 1 => person(&mut dice),
            2 => {
                let surname = dice.of(SURNAMES);
                format!(
                    "ИП {surname} {}. {}.",
                    initial(dice.of(MEN)),
                    initial(dice.of(FATHERS))
                )
            }
            _ => company(&mut dice),
        };
        let contacts = (n % 2 == 1).then(|| ContactEntry {
            name: person(&mut dice),
            numbers: vec![number(&mut dice, CUSTOMERS + n)],
        });
        CustomerEntry {
            key: n.to_string(),
            name,
            numbers: vec![number(&mut dice, n)],
            contacts: contacts.into_iter().collect(),
            registered_at: Timestamp(i64::MIN),
        }
    };
    (0..CUSTOMERS).map(customer).collect()
}

fn person(dice: &mut Dice) -> String {
    let (surname, father) = (dice.of(SURNAMES), dice.of(FATHERS));
    if dice.below(2) == 0 {
        format!("{surname} {} {father}ич", dice.of(MEN))
    } else {
        format!("{surname}а {} {father}на", dice.of(WOMEN))
    }
}

fn company(dice: &mut Dice) -> String {
    let (form, end) = (dice.of(FORMS), dice.of(ENDS));
    // So that there are as many different words as two hundred thousand names have.
    let stem = match dice.below(2) {
        0 => dice.of(STEMS).to_owned(),
        _ => [PARTS; 3].map(|parts| dice.of(parts)).concat(),
    };
    match dice.below(3) {
        0 => format!("{form} «{stem}{end}»"),
        1 => format!("{} «{stem}{end}»", dice.of(TRADES)),
        _ => format!("{form} «{} {stem}{end}»", dice.of(TRADES)),
    }
}

fn initial(name: &str) -> char {
    name.chars().next().unwrap()
}

/// The last digits make each number another one.
fn number(dice: &mut Dice, n: usize) -> PhoneNumber {
    // 1 000 003 is prime, so that numbers neither repeat nor follow one another.
    let last = 1_000_000 + n * 7_919 % 1_000_003 * 8;
    PhoneNumber::from_e164(&format!("{}{last:07}", dice.of(CODES))).unwrap()
}
