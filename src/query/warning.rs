//! What a reader should know about how a query was read.

/// A warning at a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What it is about.
    pub code: WarningCode,
    /// What was read and what may have been meant.
    pub message: String,
    /// Where, from 1, in Unicode scalar values.
    pub column: usize,
    /// The other reading as a whole query in this language.
    pub alternative: Option<String>,
}

/// The codes of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningCode {
    /// A word that would be an operator in capitals.
    LowercaseOperator,
    /// AND with OR, without parentheses.
    MixedOperators,
    /// Words side by side next to a proximity, which takes only one of them.
    NearJuxtaposition,
    /// A word that ends in another system's mark of truncation.
    TruncationMark,
    /// An operator of another system.
    ForeignOperator,
    /// `w/n`, which has an order in some systems and none here.
    Unordered,
    /// A quote that is not closed.
    LoneQuote,
    /// A prefix that is no field.
    UnknownField,
    /// Bare words behind an exact field whose quoted whole is a known value.
    UnquotedValue,
    /// A leaf without a word.
    NoWord,
    /// What could not be read was left out.
    LenientIgnored,
    /// The last word of a search box was taken as a beginning too.
    BoxBeginning,
    /// Of the words of a search box, most were taken.
    BoxMostWords,
    /// Words of a search box were taken with a typo.
    BoxTypos,
}

impl WarningCode {
    /// Returns the code as answers write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LowercaseOperator => "lowercase-operator",
            Self::MixedOperators => "mixed-operators",
            Self::NearJuxtaposition => "near-juxtaposition",
            Self::TruncationMark => "truncation-mark",
            Self::ForeignOperator => "foreign-operator",
            Self::Unordered => "unordered",
            Self::LoneQuote => "lone-quote",
            Self::UnknownField => "unknown-field",
            Self::UnquotedValue => "unquoted-value",
            Self::NoWord => "no-word",
            Self::LenientIgnored => "lenient-ignored",
            Self::BoxBeginning => "box-beginning",
            Self::BoxMostWords => "box-most-words",
            Self::BoxTypos => "box-typos",
        }
    }
}
