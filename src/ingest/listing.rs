//! Code that stands in a note without a fence: it is read as nothing else.

/// Whether a line is a statement of a program or a command of a shell.
pub(super) fn is_code(words: &str) -> bool {
    let words = words.trim();
    let is_block = words.ends_with(':')
        && words.is_ascii()
        && ["class ", "def ", "async def ", "for ", "while ", "if ", "elif ", "with ", "except "]
            .iter()
            .any(|word| words.starts_with(word))
        && (words.contains(['(', '=', '<', '>']) || words.contains(" in range"));
    let is_block = is_block || matches!(words, "try:" | "else:" | "finally:");
    let is_prompt = [">>> ", "$ ", "root@"].iter().any(|prompt| words.starts_with(prompt)) && !words.ends_with('$');
    is_block || is_prompt || is_import(words) || is_assignment(words)
}

/// `import torch as t`, `from torch import nn`
fn is_import(words: &str) -> bool {
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ','));
    let mut parts = words.split(' ');
    match parts.next() {
        Some("import") => parts.clone().count() <= 3 && parts.all(is_name),
        Some("from") => parts.next().is_some_and(is_name) && parts.next() == Some("import"),
        _ => false,
    }
}

/// `logits, cache = model.run(x)`
fn is_assignment(words: &str) -> bool {
    let Some((names, value)) = words.split_once('=') else { return false };
    let (Some(names), Some(value)) = (names.strip_suffix(' '), value.strip_prefix(' ')) else { return false };
    let is_name = |name: &str| {
        let name = name.trim();
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'[' | b']'))
    };
    let call = value.split('(').next().unwrap_or_default();
    names.split(',').all(is_name) && value.contains('(') && !call.is_empty() && is_name(call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_from_sentences() {
        for (words, expected) in [
            // code
            ("class Attn(nn.Module):", true),
            ("def forward(self, s, H):", true),
            ("for i in range(3):", true),
            ("import torch as t", true),
            ("from torch import nn", true),
            ("m = Model.from_pretrained(\"gpt2\")", true),
            ("logits, cache = m.run(x)", true),
            (">>> len(x)", true),
            // words
            ("import 的坑：循环引用", false),
            ("for each episode:", false),
            ("loss spike = 训练中 loss 突然上升", false),
            ("MFU = 实际用到的 FLOPs（今天 38%）", false),
            ("class：一组对象共有的样子", false),
            ("if you see this:", false),
            ("$ x $", false),
        ] {
            assert_eq!(is_code(words), expected, "{words}");
        }
    }
}
