//! A formula as a tree: what was meant, before it is decided how it looks.

/// TeX's classes of atoms; they decide the space between neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Ord,
    Op,
    Bin,
    Rel,
    Open,
    Close,
    Punct,
    /// Fractions and whatever stands between growing delimiters.
    Inner,
}

/// Where scripts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Place {
    /// Behind the base.
    #[default]
    Side,
    /// Above and below it, in display form only.
    Movable,
    /// Above and below it.
    Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Hat,
    Check,
    Tilde,
    Acute,
    Grave,
    Breve,
    Bar,
    Dot,
    DoubleDot,
    Ring,
    Vector,
}

/// What is drawn over or under a whole part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Overline,
    Underline,
    Overbrace,
    Underbrace,
    Overbracket,
    Underbracket,
    /// `^` or `~` over the middle.
    Wide(Mark),
    /// An arrow as wide as the part: `←`, `→` or `↔`.
    OverArrow(char),
    UnderArrow(char),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Center,
    Right,
}

/// What an environment's cells are set as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Matrix,
    Cases,
    /// Columns alternate between right and left, and meet.
    Aligned,
    /// Rows in the middle.
    Gathered,
    /// The lines of a limit.
    Substack,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    pub kind: Kind,
    pub rows: Vec<Vec<Node>>,
    /// Alignment of the columns; the last one counts for all further ones.
    pub columns: Vec<Align>,
    /// Indices of columns with a vertical rule before them.
    pub bars: Vec<usize>,
    /// Indices of rows with a rule above them.
    pub rules: Vec<usize>,
    /// Delimiters around the whole; empty for none.
    pub left: &'static str,
    pub right: &'static str,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Glyph {
        text: String,
        class: Class,
    },
    /// The name of an operator: `sin`, `softmax`. A word is one in upright letters only, which may as well be a quantity.
    Name {
        text: String,
        place: Place,
        is_word: bool,
    },
    BigOp {
        text: String,
        place: Place,
    },
    /// Upright text, spaces and all.
    Text(String),
    Row(Vec<Self>),
    /// Eighteenths of an em.
    Space(i32),
    Scripts {
        base: Box<Self>,
        sub: Option<Box<Self>>,
        sup: Option<Box<Self>>,
    },
    /// `has_bar` is false in binomials.
    Fraction {
        over: Box<Self>,
        under: Box<Self>,
        has_bar: bool,
    },
    Radical {
        body: Box<Self>,
        index: Option<Box<Self>>,
    },
    /// Growing delimiters around parts, which growing fences part. Delimiters may be empty.
    Fenced {
        delimiters: Vec<String>,
        parts: Vec<Self>,
    },
    Grid(Grid),
    Accent {
        body: Box<Self>,
        mark: Mark,
    },
    Span {
        body: Box<Self>,
        span: Span,
    },
    /// Something above or below a base; the whole has the class of the base.
    Stack {
        base: Box<Self>,
        over: Option<Box<Self>>,
        under: Option<Box<Self>>,
    },
    /// An arrow as long as what stands on it.
    Arrow {
        arrow: char,
        over: Box<Self>,
        under: Option<Box<Self>>,
    },
    /// A delimiter of a fixed height, in rows.
    Tall {
        delimiter: String,
        rows: usize,
        class: Class,
    },
    Negated(Box<Self>),
    Boxed(Box<Self>),
    /// As wide as its body, but blank.
    Phantom(Box<Self>),
    Classed {
        class: Class,
        place: Place,
        body: Box<Self>,
    },
    /// The number of an equation.
    Tag(Box<Self>),
    /// Source that is not understood; shown as it stands.
    Unknown(String),
}

impl Node {
    pub fn glyph(text: impl Into<String>, class: Class) -> Self {
        Self::Glyph { text: text.into(), class }
    }

    pub fn empty() -> Self {
        Self::Row(Vec::new())
    }

    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Row(nodes) if nodes.is_empty())
    }

    /// A row of nodes, or the node alone if it is one.
    pub fn row(mut nodes: Vec<Self>) -> Self {
        match nodes.len() {
            1 => nodes.remove(0),
            _ => Self::Row(nodes),
        }
    }

    /// The node without braces around it alone.
    pub fn unbraced(self) -> Self {
        match self {
            Self::Row(mut nodes) if nodes.len() == 1 => nodes.remove(0).unbraced(),
            node => node,
        }
    }

    pub fn class(&self) -> Class {
        match self {
            Self::Glyph { class, .. } | Self::Tall { class, .. } | Self::Classed { class, .. } => *class,
            Self::Name { .. } | Self::BigOp { .. } => Class::Op,
            Self::Scripts { base, .. }
            | Self::Negated(base)
            | Self::Accent { body: base, .. }
            | Self::Stack { base, .. } => base.class(),
            Self::Span { body, .. } if matches!(body.class(), Class::Op) => Class::Op,
            Self::Arrow { .. } => Class::Rel,
            Self::Fraction { .. } | Self::Fenced { .. } => Class::Inner,
            _ => Class::Ord,
        }
    }

    /// Where scripts of this base stand.
    pub fn place(&self) -> Place {
        match self {
            Self::Name { place, .. } | Self::BigOp { place, .. } | Self::Classed { place, .. } => *place,
            Self::Span {
                span: Span::Overbrace | Span::Underbrace | Span::Overbracket | Span::Underbracket, ..
            } => Place::Limits,
            _ => Place::Side,
        }
    }
}
