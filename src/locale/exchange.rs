//! The texts of taking cards out and in.

use super::Lang;
use crate::domain::ExchangeReport;

pub fn exported(lang: Lang, cards: u32, file: &str) -> String {
    match lang {
        Lang::Zh => format!("已导出 {cards} 张卡片到 {file}\n"),
        Lang::En => format!("{cards} cards written to {file}\n"),
    }
}

pub fn imported(lang: Lang, report: &ExchangeReport) -> String {
    let ExchangeReport { added, changed, unchanged, left_out, reviews, media } = *report;
    match lang {
        Lang::Zh => {
            format!(
                "卡片：新增 {added} · 更新 {changed} · 不变 {unchanged} · 略过 {left_out}；复习记录 {reviews} 条，图片等 {media} 个\n"
            )
        }
        Lang::En => format!(
            "cards: {added} added, {changed} brought up to date, {unchanged} as they were, {left_out} left out; {reviews} reviews, {media} pictures and sounds\n"
        ),
    }
}
