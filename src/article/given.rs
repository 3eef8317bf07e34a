//! Members of a record that outlets fill each in their own way: what is right of them is taken, the
//! rest goes into `extra` as it came, and is said.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::json::{Noticed, compact};
use super::{Entity, EntityType, Related};

/// What was not taken of a record's members.
#[derive(Debug, Default)]
pub struct Left {
    items: BTreeMap<&'static str, Vec<Box<RawValue>>>,
    noticed: Vec<Noticed>,
}

#[derive(Deserialize)]
struct EntityField {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    mentions: Option<u32>,
    #[serde(default)]
    given: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RelatedField {
    Title(String),
    Object {
        title: String,
        #[serde(default)]
        url: Option<String>,
    },
}

/// Reads the member `entities`; with `stored`, the record is one that Dateline wrote.
pub fn entities(raw: &RawValue, stored: bool, left: &mut Left) -> Vec<Entity> {
    if stored && let Ok(fields) = serde_json::from_str::<Vec<EntityField>>(raw.get()) {
        return fields.into_iter().filter_map(|field| field.read(true)).collect();
    }
    let mut entities = Vec::new();
    for item in left.list("entities", raw) {
        let Ok(field) = serde_json::from_str::<EntityField>(item.get()) else {
            left.leave("entities", item, Noticed::Malformed);
            continue;
        };
        let kind = field.kind.clone();
        match field.read(stored) {
            Some(entity) => entities.push(entity),
            None if EntityType::of_name(&kind).is_some() => left.leave("entities", item, Noticed::Malformed),
            None => left.leave("entities", item, |_| Noticed::UnknownEntityType(kind)),
        }
    }
    entities
}

/// Reads the member `related`: titles, or objects with `title` and `url`.
pub fn related(raw: &RawValue, left: &mut Left) -> Vec<Related> {
    let mut found = Vec::new();
    for item in left.list("related", raw) {
        match serde_json::from_str(item.get()) {
            Ok(RelatedField::Title(title)) => found.push(Related { title, url: None }),
            Ok(RelatedField::Object { title, url }) => found.push(Related { title, url }),
            Err(_) => left.leave("related", item, Noticed::Malformed),
        }
    }
    found
}

/// Reads the member `extra`.
pub fn extra(raw: &RawValue, left: &mut Left) -> BTreeMap<String, Box<RawValue>> {
    if let Ok(members) = serde_json::from_str::<Option<BTreeMap<String, &RawValue>>>(raw.get()) {
        members.into_iter().flatten().map(|(name, raw)| (name, compact(raw))).collect()
    } else {
        left.noticed.push(Noticed::Malformed(told("extra", raw)));
        BTreeMap::from([("extra".to_owned(), compact(raw))])
    }
}

impl Left {
    /// The items of a list; a value that is none is left whole.
    fn list<'a>(&mut self, name: &'static str, raw: &'a RawValue) -> Vec<&'a RawValue> {
        if let Ok(list) = serde_json::from_str::<Option<Vec<&RawValue>>>(raw.get()) {
            list.unwrap_or_default()
        } else {
            self.leave(name, raw, Noticed::Malformed);
            Vec::new()
        }
    }

    fn leave(&mut self, name: &'static str, item: &RawValue, noticed: impl FnOnce(String) -> Noticed) {
        self.noticed.push(noticed(told(name, item)));
        self.items.entry(name).or_default().push(compact(item));
    }

    /// Puts what was left into `extra`, behind what stands there already under the name of its
    /// member, and returns what is to be said.
    #[must_use]
    pub fn into_extra(self, extra: &mut BTreeMap<String, Box<RawValue>>) -> Vec<Noticed> {
        for (name, mut items) in self.items {
            if let Some(held) = extra.remove(name) {
                let list: Vec<&RawValue> = serde_json::from_str(held.get()).unwrap_or_else(|_| vec![&*held]);
                items.splice(0..0, list.into_iter().map(RawValue::to_owned));
            }
            if let Ok(raw) = serde_json::value::to_raw_value(&items) {
                extra.insert(name.to_owned(), raw);
            }
        }
        self.noticed
    }
}

/// A member and the beginning of its value, for a message.
fn told(name: &str, raw: &RawValue) -> String {
    format!("{name}: {}", raw.get().chars().take(60).collect::<String>())
}

impl EntityField {
    fn read(self, stored: bool) -> Option<Entity> {
        let kind = EntityType::of_name(&self.kind)?;
        if self.name.trim().is_empty() {
            return None;
        }
        Some(Entity {
            kind,
            name: self.name,
            id: self.id.filter(|id| !id.is_empty()),
            mentions: self.mentions.filter(|_| stored).unwrap_or(0),
            given: if stored { self.given.unwrap_or(false) } else { true },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::json::{Noticed, parse};
    use super::super::published::Zone;

    /// Entities, headlines and `extra` of a record, and how many things were said.
    fn check(members: &str, expected: &str) {
        let (text, mut noticed) = (format!(r#"{{"title":"t",{members}}}"#), Vec::new());
        let article = parse(&text).unwrap().into_article(Zone::Utc, false, &mut noticed);
        let mut told: Vec<String> = article.entities.iter().map(|entity| format!("{}={}", entity.kind, entity.name)).collect();
        told.extend(article.related.iter().map(|related| related.title.clone()));
        told.extend(article.extra.iter().map(|(name, raw)| format!("{name}:{}", raw.get())));
        told.extend(noticed.iter().map(|noticed| match noticed {
            Noticed::UnknownEntityType(kind) => format!("unknown {kind}"),
            _ => "malformed".to_owned(),
        }));
        assert_eq!(told.join(" "), expected, "{members}");
    }

    #[test]
    fn common_names_of_entity_types_are_known() {
        for (kind, expected) in [
            ("PLACE", "place"),
            ("location", "place"),
            ("LOC", "place"),
            ("GPE", "place"),
            ("City", "place"),
            ("organization", "org"),
            ("Organisation", "org"),
            ("ORG", "org"),
            ("company", "org"),
            ("PER", "person"),
            ("Person", "person"),
            ("https://schema.org/Person", "person"),
        ] {
            check(&format!(r#""entities":[{{"type":"{kind}","name":"X"}}]"#), &format!("{expected}=X"));
        }
    }

    #[test]
    fn what_is_no_entity_is_kept_and_said_and_the_rest_is_taken() {
        check(
            r#""entities":[{"type":"event","name":"E", "year":2020},{"type":"org","name":"O"}]"#,
            r#"org=O entities:[{"type":"event","name":"E","year":2020}] unknown event"#,
        );
        check(
            r#""entities":[{"type":"org"},"Iran",{"type":"place","name":"P"}]"#,
            r#"place=P entities:[{"type":"org"},"Iran"] malformed malformed"#,
        );
        check(r#""entities":5"#, "entities:[5] malformed");
        check(r#""entities":null,"extra":null,"related":null"#, "");
        check(r#""extra":[1, 2]"#, "extra:[1,2] malformed");
        check(r#""related":["a",{"headline":"b"},{"title":"c"}]"#, r#"a c related:[{"headline":"b"}] malformed"#);
        check(r#""extra":{"entities":[1]},"entities":[2]"#, "entities:[1,2] malformed");
        check(r#""extra":{"entities":"x"},"entities":[2]"#, r#"entities:["x",2] malformed"#);
    }
}
