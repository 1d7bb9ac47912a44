//! Games in any format of serde.

use std::fmt;

use serde::de::{self, MapAccess};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::fields::{Field, Fields, fields, file_fields};
use super::tree::TreeVisitor;
use super::{document, json};
use crate::exact::RAW;
use crate::game::{Game, GameFile, NoisyGame};

impl Serialize for Game {
    /// The object that [`json::to_string`] writes.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(fields(self, Value::Null))
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        /// The fields of one reader, as an object.
        struct Object<'a>(&'a Fields);
        impl Serialize for Object<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
            }
        }
        match self {
            Field::Value(value) => value.serialize(serializer),
            Field::Readers(readers) => serializer.collect_seq(readers.iter().map(Object)),
        }
    }
}

impl Serialize for NoisyGame {
    /// The object that [`json::file_to_string`] writes.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(file_fields(&GameFile::Noisy(self.clone()), Value::Null))
    }
}

impl<'de> Deserialize<'de> for GameFile {
    /// The object that [`json::file_from_str`] reads.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<GameFile, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, GameVisitor)
    }
}

impl<'de> Deserialize<'de> for Game {
    /// The object that [`json::from_str`] reads, in any self-describing format; in JSON decimals
    /// are exact, as far as [`json`] says, and see [`Q`](crate::exact::Q).
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Game, D::Error> {
        GameFile::deserialize(deserializer)?.plain().map_err(de::Error::custom)
    }
}

struct GameVisitor;

impl<'de> de::Visitor<'de> for GameVisitor {
    type Value = GameFile;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a game")
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> Result<GameFile, D::Error> {
        document::game(d.deserialize_any(TreeVisitor)?).map_err(de::Error::custom)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<GameFile, A::Error> {
        match map.next_key::<String>()?.as_deref() {
            Some(RAW) => {
                json::file_from_str(&map.next_value::<String>()?).map_err(de::Error::custom)
            }
            _ => Err(de::Error::invalid_type(de::Unexpected::Map, &self)),
        }
    }
}
