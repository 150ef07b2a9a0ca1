//! What mathematics writes, in ASCII: for terminals and readers that have nothing else.

use unicode_normalization::UnicodeNormalization;

const ASCII: [(&str, &str); 128] = [
    ("§", "sec. "),
    ("—", "--"),
    ("–", "-"),
    ("⁄", "/"),
    ("’", "'"),
    ("−", "-"),
    ("·", "*"),
    ("×", "x"),
    ("÷", "/"),
    ("±", "+-"),
    ("∓", "-+"),
    ("∘", "o"),
    ("•", "*"),
    ("⋆", "*"),
    ("⊙", "(.)"),
    ("⊗", "(x)"),
    ("⊕", "(+)"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("≈", "~="),
    ("∼", "~"),
    ("≡", "=="),
    ("≅", "~="),
    ("≃", "~-"),
    ("≪", "<<"),
    ("≫", ">>"),
    ("≜", ":="),
    ("≔", ":="),
    ("≝", ":="),
    ("→", "->"),
    ("←", "<-"),
    ("↔", "<->"),
    ("⇒", "=>"),
    ("⇐", "<="),
    ("⇔", "<=>"),
    ("↦", "|->"),
    ("↑", "up"),
    ("↓", "down"),
    ("∈", "in"),
    ("∉", "not in"),
    ("∋", "ni"),
    ("⊂", "subset"),
    ("⊆", "subseteq"),
    ("⊃", "supset"),
    ("⊇", "supseteq"),
    ("∪", "cup"),
    ("∩", "cap"),
    ("∅", "{}"),
    ("∀", "forall"),
    ("∃", "exists"),
    ("¬", "not"),
    ("∧", "and"),
    ("∨", "or"),
    ("∞", "inf"),
    ("∂", "d"),
    ("∇", "grad"),
    ("∑", "sum"),
    ("∏", "prod"),
    ("∐", "coprod"),
    ("∫", "int"),
    ("∬", "iint"),
    ("∭", "iiint"),
    ("∮", "oint"),
    ("√", "sqrt"),
    ("∝", "prop to"),
    ("⊥", "_|_"),
    ("⊤", "T"),
    ("∥", "||"),
    ("‖", "||"),
    ("′", "'"),
    ("″", "''"),
    ("‴", "'''"),
    ("…", "..."),
    ("⋯", "..."),
    ("⋮", ":"),
    ("⋱", "..."),
    ("⟨", "<"),
    ("⟩", ">"),
    ("⌊", "floor("),
    ("⌋", ")"),
    ("⌈", "ceil("),
    ("⌉", ")"),
    ("∣", "|"),
    ("°", "o"),
    ("†", "+"),
    ("ℓ", "l"),
    ("∖", "\\"),
    ("─", "-"),
    ("│", "|"),
    ("α", "alpha"),
    ("β", "beta"),
    ("γ", "gamma"),
    ("δ", "delta"),
    ("ε", "eps"),
    ("ϵ", "eps"),
    ("ζ", "zeta"),
    ("η", "eta"),
    ("θ", "theta"),
    ("ϑ", "theta"),
    ("ι", "iota"),
    ("κ", "kappa"),
    ("λ", "lambda"),
    ("μ", "mu"),
    ("ν", "nu"),
    ("ξ", "xi"),
    ("π", "pi"),
    ("ρ", "rho"),
    ("ϱ", "rho"),
    ("σ", "sigma"),
    ("ς", "sigma"),
    ("τ", "tau"),
    ("υ", "upsilon"),
    ("φ", "phi"),
    ("ϕ", "phi"),
    ("χ", "chi"),
    ("ψ", "psi"),
    ("ω", "omega"),
    ("Γ", "Gamma"),
    ("Δ", "Delta"),
    ("Θ", "Theta"),
    ("Λ", "Lambda"),
    ("Ξ", "Xi"),
    ("Π", "Pi"),
    ("Σ", "Sigma"),
    ("Φ", "Phi"),
    ("Ψ", "Psi"),
    ("Ω", "Omega"),
];

/// Less common signs, each before what is written for it: mostly the name of its command.
const NAMED: &str = "\
    ¢ ct £ GBP ¥ JPY © (c) ® (R) ¶ par. ð eth ħ hbar ı i ȷ j Α A Β B Ε E Ζ Z Η H Ι I Κ K Μ M Ν N Ο O Ρ P Τ T Υ Y Χ X ο o \
    ϝ digamma ϶ backepsilon ‘ ' ‡ ++ ‰ permille ‵ ` ‶ backdprime ‷ backtrprime € EUR ℘ wp ℧ mho Ⅎ Finv ℵ aleph ℶ beth \
    ℷ Game ℸ daleth ⅋ parr ↕ up-down ↖ nwarrow ↗ nearrow ↘ searrow ↙ swarrow ↞ <<- ↠ ->> ↢ leftarrowtail ↣ >-> \
    ↤ mapsfrom ↩ <-c ↪ c-> ↫ looparrowleft ↬ looparrowright ↭ leftrightsquigarrow ↯ lightning ↰ Lsh ↱ Rsh \
    ↶ curvearrowleft ↷ curvearrowright ↺ circlearrowleft ↻ circlearrowright ↼ leftharpoonup ↽ leftharpoondown \
    ↾ restriction ↿ upharpoonleft ⇀ rightharpoonup ⇁ rightharpoondown ⇂ downharpoonright ⇃ downharpoonleft ⇄ <-> \
    ⇆ leftrightarrows ⇇ leftleftarrows ⇈ upuparrows ⇉ rightrightarrows ⇊ downdownarrows ⇋ leftrightharpoons ⇌ <=> ⇑ ^^ \
    ⇓ vv ⇕ ^v ⇚ Lleftarrow ⇛ Rrightarrow ⇝ ~> ⇠ dashleftarrow ⇢ dashrightarrow ∁ complement ∎ QED ∔ dotplus ∠ angle \
    ∡ measuredangle ∢ sphericalangle ∱ intclockwise ∲ varointclockwise ∴ therefore ∵ because ∷ :: ∹ eqcolon ∽ backsim \
    ≀ wr ≂ eqsim ≆ ncong ≊ approxeq ≌ backcong ≍ asymp ≎ bumpeq ≏ bumpeq ≐ .= ≑ Doteq ≒ fallingdotseq ≓ risingdotseq \
    ≖ eqcirc ≗ circeq ≘ arceq ≙ wedgeq ≚ veeeq ≛ stareq ≞ measeq ≟ ?= ≦ <= ≧ >= ≨ lneqq ≩ gneqq ≬ between ≲ <~ ≳ >~ \
    ≶ lessgtr ≷ gtrless ≺ -< ≻ >- ≼ -<= ≽ >-= ≾ precsim ≿ succsim ⊀ nprec ⊁ nsucc ⊊ subsetneq ⊋ supsetneq ⊎ uplus \
    ⊏ sqsubset ⊐ sqsupset ⊑ sqsubseteq ⊒ sqsupseteq ⊓ sqcap ⊔ sqcup ⊖ (-) ⊘ (/) ⊚ (o) ⊛ (*) ⊜ circledequal ⊝ circleddash \
    ⊞ [+] ⊟ [-] ⊠ [x] ⊡ [.] ⊢ |- ⊣ -| ⊨ |= ⊩ Vdash ⊪ Vvdash ⊫ Dash ⊬ nvdash ⊭ nvDash ⊮ nVdash ⊯ nVDash ⊲ lhd ⊳ rhd \
    ⊴ trianglelefteq ⊵ trianglerighteq ⊶ origof ⊷ imageof ⊸ -o ⊻ xor ⋀ and ⋁ or ⋂ cap ⋃ cup ⋄ <> ⋇ divideontimes ⋈ |x| \
    ⋉ |x ⋊ x| ⋋ leftthreetimes ⋌ rightthreetimes ⋍ backsimeq ⋎ curlyvee ⋏ curlywedge ⋐ Subset ⋑ Supset ⋒ Cap ⋓ Cup \
    ⋔ pitchfork ⋖ lessdot ⋗ gtrdot ⋘ lll ⋙ ggg ⋚ lesseqgtr ⋛ gtreqless ⋞ curlyeqprec ⋟ curlyeqsucc ⋠ npreceq ⋡ nsucceq \
    ⋦ lnsim ⋧ gnsim ⋨ precnsim ⋩ succnsim ⋪ ntriangleleft ⋫ ntriangleright ⋬ ntrianglelefteq ⋭ ntrianglerighteq ⋰ ... \
    ⌀ diameter ⌅ barwedge ⌢ frown ⌣ smallsmile ⌽ obar ╱ / ╲ \\ ■ [#] □ [] ▲ blacktriangle △ triangle ▶ blacktriangleright \
    ▹ triangleright ▼ blacktriangledown ▽ nabla ◀ blacktriangleleft ◃ triangleleft ◊ <> ◯ O ★ * ☉ astrosun ☺ smiley \
    ☼ sun ☽ rightmoon ☾ leftmoon ♀ female ♂ male ♠ spadesuit ♡ heartsuit ♢ diamondsuit ♣ clubsuit ♤ varspadesuit \
    ♥ varheartsuit ♦ vardiamondsuit ♧ varclubsuit ♭ b ♮ natural ♯ # ✓ ok ✗ x ✠ maltese ⟕ leftouterjoin ⟖ rightouterjoin \
    ⟗ fullouterjoin ⟜ multimapinv ⟠ lozengeminus ⟡ concavediamond ⟢ concavediamondtickleft ⟣ concavediamondtickright \
    ⟤ whitesquaretickleft ⟥ whitesquaretickright ⥼ strictfi ⥽ strictif ⦵ circlehbar ⦶ circledvert ⦷ circledparallel \
    ⦸ obslash ⦹ operp ⧀ olessthan ⧁ ogreaterthan ⧆ boxast ⧇ boxcircle ⧈ boxbox ⧖ hourglass ⧗ blackhourglass \
    ⧟ multimapboth ⧫ blacklozenge ⨅ bigsqcap ⨉ bigtimes ⨍ intbar ⨎ intBar ⨏ fint ⨒ rppolint ⨓ scpolint ⨕ pointint \
    ⨖ sqint ⨗ intlarhk ⨘ intx ⨙ intcap ⨚ intcup ⨶ otimeshat ⨷ Otimes ⨸ odiv ⨹ triangleplus ⨺ triangleminus \
    ⨻ triangletimes ⨿ amalg ⩞ doublebarwedge ⪅ lessapprox ⪆ gtrapprox ⪇ lneq ⪈ gneq ⪉ lnapprox ⪊ gnapprox ⪋ lesseqqgtr \
    ⪌ gtreqqless ⪕ eqslantless ⪖ eqslantgtr ⪵ precneqq ⪶ succneqq ⪷ precapprox ⪸ succapprox ⪹ precnapprox ⪺ succnapprox \
    ⫅ subseteqq ⫆ supseteqq ⫋ subsetneqq ⫌ supsetneqq ⫫ indep ⫽ sslash 𝛶 varUpsilon \
";

fn named(character: char) -> Option<&'static str> {
    let mut words = NAMED.split_ascii_whitespace();
    words.position(|word| word.chars().eq([character]))?;
    words.next()
}

/// `text` in ASCII. A character without any ASCII form becomes `?`.
pub(super) fn ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    if let Some((_, plain)) = ASCII.iter().find(|(shape, _)| *shape == text) {
        return (*plain).to_owned();
    }
    let mut characters = text.chars();
    if let (Some(character), None) = (characters.next(), characters.next())
        && let Some(name) = named(character)
    {
        return name.to_owned();
    }
    let mut plain = String::new();
    for character in text.nfkd() {
        let known = ASCII.iter().find(|(shape, _)| shape.chars().eq([character]));
        match known {
            Some((_, ascii)) => plain.push_str(ascii),
            None if character.is_ascii() => plain.push(character),
            // A stroke through what stands before it
            None if character == '\u{338}' => plain.insert_str(0, "not "),
            None if ('\u{300}'..='\u{36f}').contains(&character) => {}
            None => plain.push_str(named(character).unwrap_or("?")),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_an_ascii_form() {
        for (text, plain) in [
            ("θ", "theta"),
            ("𝛉", "theta"),
            ("ℒ", "L"),
            ("x̂", "x"),
            ("中", "?"),
            ("→", "->"),
            ("≻", ">-"),
            ("≮", "not <"),
            ("⊀", "nprec"),
        ] {
            assert_eq!(ascii(text), plain);
        }
        assert!(ASCII.iter().all(|(_, plain)| plain.is_ascii()));
    }
}
