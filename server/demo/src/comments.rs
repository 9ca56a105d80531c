//! Notes that the employees wrote on their calls.

use call_journal_model::call::{Direction, Extension, Outcome};
use call_journal_model::time::{Millis, Timestamp};

use crate::calls;
use crate::company::{Company, by_extension};
use crate::dice::Dice;
use crate::expected::Expected;

/// A note on a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The call: the uniqueid with which it began, as in [`call_journal_model::call::Call::anchor`].
    pub anchor: String,
    /// What it says; some have several lines.
    pub text: String,
    /// Who wrote it.
    pub author: Extension,
    /// When it was saved, after the call's end.
    pub at: Timestamp,
}

/// Of a hundred calls, how many have a note: about 300 notes on 12 000 calls.
const NOTED: f64 = 2.7;

/// Notes on talks. `{n}` is an order, `{d}` a day, `{k}` a number that takes the genitive singular, `{а}` and `{ась}` the
/// endings of a woman's past.
const ON_TALKS: [&str; 44] = [
    "Просит счёт на почту, реквизиты есть в карточке",
    "Заказ {n}: перенесли доставку на {d}",
    "Заберёт сам в {d} после обеда, пропуск заказан",
    "Нужен расчёт на {k} подвесных светильника, отправить до вечера",
    "Вернёт лампу, не подошёл цоколь. Оформить обмен по чеку",
    "Спрашивал про скидку от {k} штук. Обещал{а} уточнить",
    "Договорились на {d}, 11:00, замер на объекте",
    "Не пришли накладные по заказу {n}, отправил{а} повторно",
    "Рекламация: мигает торшер «Бриз». Ждём в сервисе в {d}",
    "Хочет работать с отсрочкой 14 дней, передал{а} руководителю",
    "Сравнивает с другими, перезвонить в {d}",
    "Берёт {k} настольных «Маяк», зелёных. Отложил{а} до завтра",
    "Оплатил, отгружаем в {d}",
    "Акт сверки за квартал: отправить бухгалтерии",
    "Клиент доволен монтажом, просил передать спасибо Роману 🙂",
    "Ошиблись номером, искали поликлинику",
    "Просит больше не звонить с предложениями",
    "Курьер опоздал на {k} часа, извинил{ась}. Дать скидку на следующий заказ?",
    "Дозаказ к {n}: ещё {k} плафона",
    "Нет связи, плохо слышно. Перезвонил{а}, всё решили",
    "Дизайнер, ведёт {k} объекта. Прислать каталог в PDF",
    "Ищет диммер к старой модели. На складе два, отложил{а}",
    "Ждёт образцы ткани для абажура, обещали на {d}",
    "По заказу {n} звонить только Марине Игоревне, не в офис",
    "Готовы подписать договор. Юрист смотрит пункт о возврате",
    "Спрашивали режим работы в праздники",
    "Уточнил{а} высоту потолка: 3,2 м. Шнур нужен длиннее",
    "Хотят выставку в холле, {k} стенда. Передать Льву",
    "Гарантия истекла, предложил{а} платный ремонт. Думает",
    "Переплата по заказу {n}, вернуть на карту",
    "Тендер! Заявка до пятницы, документы на почте",
    "Попросил прайс без НДС",
    "Замена блока питания, мастер будет в {d} с 10 до 14",
    "Отказался: дорого. Вернуться к разговору через месяц",
    "Новый адрес доставки, внёс в карточку",
    "Ждал на линии почти минуту, недоволен",
    "Соединил{а} со складом",
    "Нашёл нас через карты, рядом живёт. Зайдёт в {d}",
    "Просит звонить после 16:00",
    "Бухгалтер в отпуске до понедельника, платёж задержится",
    "Разбили плафон при разгрузке. Фото пришлют, заказ {n}",
    "Реклама, не интересно",
    "Итог разговора:\n1. Смета на {k} комнаты до среды.\n2. Образцы привезёт Павел.\n3. Предоплата 30 %.",
    "Клиент просил подробно записать. Заказ {n} состоит из двух частей: первая уезжает в {d} транспортной компанией, \
     вторую заберут сами, когда будет готова гравировка. За гравировку отвечает Дарья, макет согласован, ошибок в \
     фамилиях быть не должно. Позвонить за день до готовности, не раньше 10 утра",
];
/// Notes on calls that nobody answered.
const ON_MISSED: [&str; 7] = [
    "Перезвонить, это по заказу {n}",
    "Звонил на мобильный, не берёт. Попробую в {d}",
    "Пропустили: все были на планёрке",
    "Написал{а} в мессенджер, ответил, вопрос закрыт",
    "Спам, можно не перезванивать",
    "Дважды сбрасывает. Оставить до завтра",
    "На автоответчике: просит счёт",
];
/// Notes on calls that did not get through.
const ON_FAILED: [&str; 5] = [
    "Занято, попробую через полчаса",
    "Не отвечает третий день. Написал{а} на почту",
    "Номер не обслуживается, уточнить в карточке",
    "Перезвонить в {d}",
    "Не взял трубку, отправил{а} СМС",
];
const DAYS: [&str; 5] = ["понедельник", "среду", "четверг", "пятницу", "субботу"];

/// Notes that were written up to `end` on the calls that [`calls::calls`] gives for the same arguments. A note on a call
/// of a day that is over stays what it is.
pub fn comments(company: &Company, end: Timestamp, days: u32) -> impl Iterator<Item = Comment> + '_ {
    calls::scripted(company, end, days)
        .filter_map(|call| comment(company, &call.expected))
        .filter(move |comment| comment.at <= end)
}

fn comment(company: &Company, call: &Expected) -> Option<Comment> {
    let mut dice = Dice::new(company.seed, &call.anchor, 0);
    if call.direction == Direction::Internal || !dice.chance(NOTED) {
        return None;
    }
    let texts: &[&str] = match call.outcome {
        Outcome::Answered => &ON_TALKS,
        Outcome::NotReached(_) => &ON_FAILED,
        Outcome::Missed | Outcome::Ringing | Outcome::Talking => &ON_MISSED,
    };
    let talked = call
        .talks
        .last()
        .and_then(|talk| by_extension(&company.employees, &talk.employee));
    let author = company.employee(talked.unwrap_or_else(|| dice.below(10)));
    let (a, as_) = if author.name.ends_with(['а', 'я']) {
        ("а", "ась")
    } else {
        ("", "ся")
    };
    let text = dice
        .pick(texts)
        .replace("{n}", &(1200 + dice.below(800)).to_string())
        .replace("{d}", dice.pick::<&str>(&DAYS))
        .replace("{k}", &dice.between(2, 4).to_string())
        .replace("{а}", a)
        .replace("{ась}", as_);
    let at = call.ended_at.plus(Millis(dice.between(8_000, 900_000)));
    Some(Comment {
        anchor: call.anchor.clone(),
        text,
        author: author.extension.clone(),
        at,
    })
}
