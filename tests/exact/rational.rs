//! `Q`: field laws, order, text, floats and serde, by property and by example; no tolerances.

use std::collections::BTreeMap;

use proptest::prelude::*;
use schelling::Q;

use crate::common::q;

/// Small, large and very large rationals.
fn rational() -> impl Strategy<Value = Q> {
    let small = (-9i64..10, 1i64..10).prop_map(|(n, d)| Q::new(n, d).unwrap());
    let large = (any::<i64>(), 1..i64::MAX).prop_map(|(n, d)| Q::new(n, d).unwrap());
    let huge = ("-?[1-9][0-9]{30,60}", "[1-9][0-9]{30,60}")
        .prop_map(|(n, d)| format!("{n}/{d}").parse().unwrap());
    prop_oneof![small, large, huge]
}

proptest! {
    #[test]
    fn the_field_laws_hold(a in rational(), b in rational(), c in rational()) {
        prop_assert_eq!(&a + &b, &b + &a);
        prop_assert_eq!(&a * &b, &b * &a);
        prop_assert_eq!(&(&a + &b) + &c, &a + &(&b + &c));
        prop_assert_eq!(&(&a * &b) * &c, &a * &(&b * &c));
        prop_assert_eq!(&a * &(&b + &c), &(&a * &b) + &(&a * &c));
        prop_assert_eq!(&a + &Q::ZERO, a.clone());
        prop_assert_eq!(&a * &Q::ONE, a.clone());
        prop_assert_eq!(&a + &-&a, Q::ZERO);
        prop_assert_eq!(&a - &b, &a + &-&b);
        if !b.is_zero() {
            prop_assert_eq!(&(&a / &b) * &b, a.clone());
        }
        let mut running = a.clone();
        running += &b;
        running -= &c;
        prop_assert_eq!(running, [a, b, -c].iter().sum::<Q>());
    }

    #[test]
    fn the_order_agrees_with_the_sign(a in rational(), b in rational()) {
        let difference = &a - &b;
        prop_assert_eq!(a > b, difference.is_positive());
        prop_assert_eq!(a < b, difference.is_negative());
        prop_assert_eq!(a == b, difference.is_zero());
        prop_assert_eq!(difference.abs(), a.clone().max(b.clone()) - a.min(b));
    }

    #[test]
    fn text_and_serde_round_trip(a in rational()) {
        prop_assert_eq!(&a.to_string().parse::<Q>().unwrap(), &a);
        prop_assert_eq!(&Q::new(a.numerator(), a.denominator()).unwrap(), &a);

        let nested = vec![vec![vec![Some(a.clone()), None]]];
        let json = serde_json::to_string(&nested).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Vec<Vec<Vec<Option<Q>>>>>(&json).unwrap(), &nested);
        let value = serde_json::to_value(&a).unwrap();
        prop_assert_eq!(&serde_json::from_value::<Q>(value).unwrap(), &a);

        let table = BTreeMap::from([("x".to_string(), vec![a])]);
        let text = toml::to_string(&table).unwrap();
        prop_assert_eq!(toml::from_str::<BTreeMap<String, Vec<Q>>>(&text).unwrap(), table);
    }

    #[test]
    fn floats_round_trip(x in any::<f64>()) {
        match Q::from_f64(x) {
            Some(q) => prop_assert_eq!(q.to_f64(), x),
            None => prop_assert!(!x.is_finite()),
        }
    }

    #[test]
    fn a_decimal_is_the_quotient_it_says(n in any::<i32>(), places in 0u32..9) {
        let scale = 10i64.pow(places);
        let (whole, part) = (i64::from(n) / scale, (i64::from(n) % scale).abs());
        let sign = if n < 0 && whole == 0 { "-" } else { "" };
        let width = places as usize;
        let text = format!("{sign}{whole}.{part:0width$}");
        let text = if places == 0 { format!("{n}") } else { text };
        let exact = Q::new(n, scale).unwrap();
        prop_assert_eq!(&text.parse::<Q>().unwrap(), &exact);
        prop_assert_eq!(&format!("{n}e-{places}").parse::<Q>().unwrap(), &exact);
        prop_assert_eq!(&format!("{n}/1E+{places}").parse::<Q>().unwrap(), &exact);
        prop_assert_eq!(&serde_json::from_str::<Q>(&text).unwrap(), &exact);
    }

    #[test]
    fn no_text_panics(text in "[-+0-9./eE ]{0,12}|.{0,12}") {
        if let Ok(q) = text.parse::<Q>() {
            prop_assert_eq!(q.to_string().parse::<Q>().unwrap(), q);
        }
        let _ = serde_json::from_str::<Q>(&text);
    }
}

#[test]
fn every_spelling_of_a_number_is_read() {
    for (text, n, d) in [
        ("3", 3, 1),
        ("+3", 3, 1),
        ("-0", 0, 1),
        ("007", 7, 1),
        (".5", 1, 2),
        ("1.", 1, 1),
        ("-0.25", -1, 4),
        ("2.50e-1", 1, 4),
        ("1E3", 1000, 1),
        (" 4 / -6 ", -2, 3),
        ("0.5/1.5", 1, 3),
    ] {
        assert_eq!(q(text), Q::new(n, d).unwrap(), "{text}");
    }
    assert_eq!(q("1e30").to_string(), format!("1{}", "0".repeat(30)));
}

#[test]
fn what_is_no_number_is_refused_with_a_reason() {
    let write = "write 3, -0.25, 1e-3 or \"2/3\"";
    let powers = "powers of ten go from -512 to 512";
    for (text, reason) in [
        ("1/0", "the denominator is 0"),
        ("0/0.0", "the denominator is 0"),
        ("1e999999999", powers),
        ("1e-99999999999999999999", powers),
        ("", write),
        ("nan", write),
        ("inf", write),
        ("-Infinity", write),
        ("--1", write),
        ("+-1", write),
        ("1/2/3", write),
        ("1/", write),
        ("1,5", write),
        ("1_000", write),
        ("0x10", write),
        ("1e", write),
        ("1e+-2", write),
        (".", write),
        ("e5", write),
        ("١", write),
        ("1 2", write),
    ] {
        let error = text.parse::<Q>().unwrap_err().to_string();
        assert_eq!(error, format!("{text:?} is not a rational number: {reason}"));
    }
    let long = "7".repeat(20_001);
    let error = long.parse::<Q>().unwrap_err().to_string();
    assert!(
        error.ends_with("…\" is not a rational number: it has 20001 digits, the limit is 20000")
    );
    assert!(error.len() < 150, "{error}");
    assert_eq!(Q::new(1, 0), None);
}

#[test]
fn a_float_is_the_simplest_rational_that_rounds_to_it() {
    assert_eq!(Q::from_f64(0.1), Some(q("1/10")));
    assert_eq!(Q::from_f64(1.0 / 3.0), Some(q("1/3")));
    assert_eq!(Q::from_f64(-2.5), Some(q("-5/2")));
    assert_eq!(Q::from_f64(-0.0), Some(Q::ZERO));
    assert_eq!(Q::from_f64(1e22), Some(q("1e22")));
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Q::from_f64(x), None);
    }
    for x in [f64::MIN_POSITIVE, 5e-324, f64::MAX, f64::MIN] {
        assert_eq!(Q::from_f64(x).unwrap().to_f64(), x);
    }
}

#[test]
fn json_numbers_are_read_from_their_text() {
    let read = |text: &str| serde_json::from_str::<Q>(text).map_err(|e| e.to_string());
    assert_eq!(read("0.1"), Ok(q("1/10")));
    assert_eq!(
        read("0.1234567890123456789012345678901"),
        Ok(q("0.1234567890123456789012345678901"))
    );
    assert_eq!(read("1000000000000000000000000000001"), Ok(q("1000000000000000000000000000001")));
    assert_eq!(read("-1e-3"), Ok(q("-1/1000")));
    assert_eq!(read("\"\\u0032/3\""), Ok(q("2/3")));
    for text in ["null", "true", "[1]", "{}", "{\"a\": 1}", "\"\"", "\"1/0\"", "1e999999999"] {
        let error = read(text).unwrap_err();
        assert!(error.contains("is not a rational number"), "{text}: {error}");
    }
}

#[test]
fn small_integers_are_written_as_such_and_all_else_as_text() {
    let write = |text: &str| serde_json::to_string(&q(text)).unwrap();
    assert_eq!(write("-7"), "-7");
    assert_eq!(write("9007199254740991"), "9007199254740991");
    assert_eq!(write("9007199254740992"), "\"9007199254740992\"");
    assert_eq!(write("-1/2"), "\"-1/2\"");
}
