//! The tokens of an `.efg` text, each with its place.

use crate::error::quoted;
use crate::exact::Digits;
use crate::io::document::position;

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `"…"`, without its quotes and with its escapes undone.
    Text(String),
    /// As it is spelled; not yet known to be a number.
    Number(&'a str),
    Word(&'a str),
    Open,
    Close,
    Comma,
    End,
}

impl Token<'_> {
    /// The token as errors show it.
    fn shown(&self) -> String {
        match self {
            Token::Text(text) => format!("the text {}", quoted(text)),
            Token::Number(text) => format!("the number {}", quoted(text)),
            Token::Word(text) => quoted(text),
            Token::Open => "\"{\"".into(),
            Token::Close => "\"}\"".into(),
            Token::Comma => "\",\"".into(),
            Token::End => "the end of the file".into(),
        }
    }
}

/// Reads one token after another; `token` is the present one.
pub(super) struct Lexer<'a> {
    text: &'a str,
    pub token: Token<'a>,
    /// The byte at which `token` starts.
    pub start: usize,
    /// The byte at which the rest starts.
    end: usize,
    digits: Digits,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Result<Lexer<'a>, String> {
        let mut reader =
            Lexer { text, token: Token::End, start: 0, end: 0, digits: Digits::default() };
        reader.next()?;
        Ok(reader)
    }

    /// Moves on to the next token and returns the present one.
    pub(super) fn next(&mut self) -> Result<Token<'a>, String> {
        let rest = &self.text[self.end..];
        let word = rest.trim_start();
        self.start = self.text.len() - word.len();
        let (token, length) = match word.chars().next() {
            None => (Token::End, 0),
            Some('{') => (Token::Open, 1),
            Some('}') => (Token::Close, 1),
            Some(',') => (Token::Comma, 1),
            Some('"') => self.quoted(word)?,
            Some('0'..='9' | '+' | '-' | '.') => {
                let number = until(word, |c| !(c.is_ascii_digit() || "+-./eE".contains(c)));
                (Token::Number(number), number.len())
            }
            Some(_) => {
                let word = until(word, |c| c.is_whitespace() || "{},\"".contains(c));
                (Token::Word(word), word.len())
            }
        };
        self.end = self.start + length;
        Ok(std::mem::replace(&mut self.token, token))
    }

    /// `word` starts with a quote: the text in quotes and its length with them. `\"` is a quote,
    /// `\\` a backslash, and a backslash before anything else stands for itself.
    fn quoted(&self, word: &str) -> Result<(Token<'a>, usize), String> {
        let mut text = String::new();
        let mut from = 1;
        loop {
            let found = word[from..].find(['"', '\\']).map(|at| from + at);
            let Some(at) = found else {
                return Err(self.problem("no quote closes the text that starts"));
            };
            text.push_str(&word[from..at]);
            if word[at..].starts_with('"') {
                return Ok((Token::Text(text), at + 1));
            }
            let escaped = word[at + 1..].chars().next().filter(|c| matches!(c, '"' | '\\'));
            text.push(escaped.unwrap_or('\\'));
            from = at + 1 + escaped.map_or(0, char::len_utf8);
        }
    }

    /// Consumes this token, such as a brace.
    pub(super) fn expect(&mut self, token: &Token, what: &str) -> Result<(), String> {
        if self.token != *token {
            return Err(self.wanted(what));
        }
        self.next().map(drop)
    }

    /// Consumes a text.
    pub(super) fn text(&mut self, what: &str) -> Result<String, String> {
        match self.optional_text()? {
            Some(text) => Ok(text),
            None => Err(self.wanted(what)),
        }
    }

    /// Consumes a text, if there is one.
    pub(super) fn optional_text(&mut self) -> Result<Option<String>, String> {
        if !matches!(self.token, Token::Text(_)) {
            return Ok(None);
        }
        let Token::Text(text) = self.next()? else { return Ok(None) };
        Ok(Some(text))
    }

    /// Consumes a number and reads it as a `T`.
    pub(super) fn number<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, String>
    where
        T::Err: std::fmt::Display,
    {
        let Token::Number(text) = self.token else { return Err(self.wanted(what)) };
        self.digits.text(text).map_err(|problem| self.problem(&problem))?;
        let number = text.parse().map_err(|error| self.problem(&format!("{what}: {error}")))?;
        self.next()?;
        Ok(number)
    }

    /// An error: something else was expected here.
    pub(super) fn wanted(&self, what: &str) -> String {
        self.problem(&format!("expected {what}, found {}", self.token.shown()))
    }

    /// An error at the present token.
    pub(super) fn problem(&self, problem: &str) -> String {
        self.problem_at(self.start, problem)
    }

    pub(super) fn problem_at(&self, at: usize, problem: &str) -> String {
        format!("not EFG: {problem} at {}", position(self.text, at))
    }
}

/// The part before the first character that ends it.
fn until(text: &str, ends: impl Fn(char) -> bool) -> &str {
    &text[..text.find(ends).unwrap_or(text.len())]
}
