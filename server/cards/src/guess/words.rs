//! Columns by the words of their header, as 1C, Bitrix24, AmoCRM, Outlook, Google and people write them.

use crate::card::Column;

/// What a header says; some of it counts only together with what other headers say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Is(Column),
    /// A name that says of what: «Контрагент», «Company».
    Company,
    /// A name of whoever it is: «Наименование», «Name».
    Name,
    /// First or last name.
    PartOfName,
    /// A part of an address, or the whole of it.
    PartOfAddress,
}

use Meaning::{Company, Is, Name, PartOfAddress, PartOfName};

/// Words that a header is, whole; looked at first.
const WHOLE: &[(&str, Meaning)] = &[
    (
        "код|id|ид|guid|uid|uuid|key|ключ|внешний код|код контрагента|код клиента",
        Is(Column::Key),
    ),
    (
        "external id|external key|customer id|client id|record id|account id",
        Is(Column::Key),
    ),
    (
        "наименование|название|имя клиента|name|full name|display name|фио|ф и о|title",
        Name,
    ),
    (
        "имя|фамилия|отчество|first name|last name|middle name|given name|family name",
        PartOfName,
    ),
    ("additional name|surname", PartOfName),
    (
        "контакт|контактное лицо|контактные лица|фио контакта|имя контакта|представитель",
        Is(Column::ContactName),
    ),
    ("contact|contact person|contact name", Is(Column::ContactName)),
    (
        "должность|position|job title|organization title|role",
        Is(Column::ContactPosition),
    ),
    (
        "тел|т|моб|сот|cell|whatsapp|viber|контактные данные",
        Is(Column::Phone),
    ),
    (
        "тип|type|тип контрагента|тип клиента|группа|group|groups|labels|group membership",
        Is(Column::Relations),
    ),
    ("organization|organization name|компания|организация", Company),
];

/// Words that a header has somewhere, in the order in which they are looked for. A space stands for a word's end.
const PARTS: &[(&str, Meaning)] = &[
    (
        "инн|кпп|огрн|окпо|бик |счет|факс|сайт|дата|рожд|полное|юр|отдел|сумма",
        Is(Column::Ignore),
    ),
    (
        "fax|web|url|date|birth|phonetic|pager|telex|callback|ttytdd|isdn|prefix|suffix",
        Is(Column::Ignore),
    ),
    (
        "phone label|mail label|phone type|mail type|address label|address type|mail display",
        Is(Column::Ignore),
    ),
    (
        "manager s name|assistant|nickname|photo|department|id ",
        Is(Column::Ignore),
    ),
    (
        "телефон контакт|телефон представит|тел контакт",
        Is(Column::ContactPhone),
    ),
    (
        "contact phone|contact mobile|contact tel",
        Is(Column::ContactPhone),
    ),
    (
        "mail контакт|почта контакт|contact e mail|contact email",
        Is(Column::ContactEmail),
    ),
    (
        "должность|contact position|job title",
        Is(Column::ContactPosition),
    ),
    ("e mail|email|mail|электронн|эл почта|имейл", Is(Column::Email)),
    ("address formatted", Is(Column::Address)),
    ("адрес|address", PartOfAddress),
    (
        "телефон|phone|мобильн|mobile|сотов|номер тел|тел |моб ",
        Is(Column::Phone),
    ),
    (
        "city|street|postal|country|state|po box|город|улица|индекс|регион|область",
        PartOfAddress,
    ),
    ("почта", Is(Column::Email)),
    (
        "ответствен|менеджер|manager|responsible|owner|assigned",
        Is(Column::Manager),
    ),
    (
        "отношени|категори|categor|relation|сегмент|вид контрагента",
        Is(Column::Relations),
    ),
    (
        "комментар|примечан|замет|описание|доп информац|дополнительн",
        Is(Column::Note),
    ),
    ("note|comment|description", Is(Column::Note)),
    (
        "контактное лицо|contact person|contact name",
        Is(Column::ContactName),
    ),
    (
        "контрагент|клиент|заказчик|покупател|поставщик|партнер|организац|компани|предприят",
        Company,
    ),
    (
        "company|customer|client|account name|organization name|partner|business name",
        Company,
    ),
    ("наименование|название", Name),
];

/// What each column means.
pub(crate) fn by_words(header: &[String]) -> Vec<Column> {
    let meanings: Vec<Option<Meaning>> = header.iter().map(|cell| meaning(&plain(cell))).collect();
    let has = |wanted: Meaning| meanings.contains(&Some(wanted));
    // A book of persons with their companies: names, phones and addresses of e-mail are the persons'.
    let persons = has(Company) && has(PartOfName);
    let mut seen: Vec<Column> = Vec::new();
    let mut column = |meaning: &Option<Meaning>| {
        let Some(meaning) = meaning else {
            return Column::Ignore;
        };
        let column = match meaning {
            Is(Column::Phone) if persons => Column::ContactPhone,
            Is(Column::Email) if persons => Column::ContactEmail,
            Is(column) => *column,
            Company => Column::Name,
            // Google's old «Name» repeats the first and the last.
            PartOfName if persons => Column::ContactName,
            PartOfName if has(Name) || has(Is(Column::ContactName)) => Column::Ignore,
            PartOfName => Column::Name,
            Name if persons => Column::Ignore,
            Name if has(Company) && has(Is(Column::ContactName)) => Column::Ignore,
            Name if has(Company) => Column::ContactName,
            Name => Column::Name,
            PartOfAddress if has(Is(Column::Address)) => Column::Ignore,
            PartOfAddress => Column::Address,
        };
        let once = match column {
            Column::Name => *meaning != PartOfName,
            Column::ContactName => *meaning != PartOfName,
            Column::Key
            | Column::Manager
            | Column::Email
            | Column::ContactEmail
            | Column::ContactPosition => true,
            _ => false,
        };
        if once && seen.contains(&column) {
            return Column::Ignore;
        }
        seen.push(column);
        column
    };
    meanings.iter().map(&mut column).collect()
}

fn meaning(header: &str) -> Option<Meaning> {
    let whole = WHOLE
        .iter()
        .find(|(words, _)| words.split('|').any(|word| word == header));
    let spaced = format!("{header} ");
    let part = || {
        PARTS
            .iter()
            .find(|(words, _)| words.split('|').any(|word| spaced.contains(word)))
    };
    whole.or_else(part).map(|(_, meaning)| *meaning)
}

/// «Phone 1 - Value» as «phone», «E-mail» as «e mail»: words in small letters.
fn plain(header: &str) -> String {
    let spaced: String = header
        .chars()
        .take(200)
        .flat_map(char::to_lowercase)
        .map(|c| if c == 'ё' { 'е' } else { c })
        .map(|c| if c.is_alphabetic() { c } else { ' ' })
        .collect();
    let words = spaced.split_whitespace().filter(|word| *word != "value");
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use Column::{
        Address, ContactEmail, ContactName, ContactPhone, ContactPosition, Email, Ignore, Key, Manager, Note,
        Phone, Relations,
    };

    #[rstest]
    #[case("Код;Наименование;ИНН;Телефон;Телефон 2;Моб.;E-mail;Адрес;Ответственный;Комментарий",
        &[Key, Column::Name, Ignore, Phone, Phone, Phone, Email, Address, Manager, Note])]
    #[case("Контрагент;Полное наименование;КПП;Контактное лицо;Должность;Телефон контактного лица",
        &[Column::Name, Ignore, Ignore, ContactName, ContactPosition, ContactPhone])]
    #[case("Название компании;Тип компании;Рабочий телефон;Мобильный телефон;Эл. почта;Ответственный менеджер",
        &[Column::Name, Ignore, Phone, Phone, Email, Manager])]
    #[case("Фамилия;Имя;Отчество;Сотовый;Город", &[Column::Name, Column::Name, Column::Name, Phone, Address])]
    #[case("First Name,Last Name,Company,Job Title,Business Phone,Mobile Phone,Business Fax,E-mail Address,E-mail 2 Address,Notes",
        &[ContactName, ContactName, Column::Name, ContactPosition, ContactPhone, ContactPhone, Ignore, ContactEmail, Ignore, Note])]
    #[case("First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Formatted,Address 1 - City",
        &[ContactName, ContactName, Column::Name, ContactPosition, Ignore, ContactEmail, Ignore, ContactPhone, Address, Ignore])]
    #[case("Name,Given Name,Family Name,Phone 1 - Value", &[Column::Name, Ignore, Ignore, Phone])]
    #[case("Клиент;ФИО;Телефон", &[Column::Name, ContactName, Phone])]
    #[case("Customer ID;Customer;Relation;Phone;Email", &[Key, Column::Name, Relations, Phone, Email])]
    #[case("Имя;Телефон;Почтовый адрес;Дата рождения", &[Column::Name, Phone, Address, Ignore])]
    #[case("x;y", &[Ignore, Ignore])]
    fn headers_as_programs_write_them(#[case] header: &str, #[case] columns: &[Column]) {
        let header: Vec<String> = header.split([';', ',']).map(str::to_owned).collect();
        assert_eq!(by_words(&header), columns);
    }
}
