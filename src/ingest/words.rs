//! Words that every study note uses and that therefore name no concept.

/// What comes before another name of the same thing.
pub(super) const ALSO_CALLED: &[&str] = &[
    "又称为", "又称", "也称为", "也称", "亦称", "又叫做", "又叫", "也叫做", "也叫", "简称为", "简称", "全称为", "全称是", "全称", "俗称", "别名",
    "缩写为", "缩写", "英文名", "英文", "即", "或称", "a.k.a.", "aka", "also known as", "also called", "known as", "short for", "i.e.", "or",
];

/// Those of them that say so in a running sentence too, where a single word would not.
pub(super) const ALSO_CALLED_IN_TEXT: &[&str] = &[
    "又称为", "又称", "也称为", "也称", "亦称", "又叫做", "又叫", "也叫做", "也叫", "简称为", "简称", "全称为", "全称是", "全称", "俗称", "缩写为", "，即",
    "a.k.a.", "also known as", "also called", "abbreviated as", "short for",
];

/// What a parenthesis begins with that remarks on a term.
pub(super) const REMARK: &[&str] = &[
    "如", "例如", "比如", "见", "参见", "详见", "包括", "含", "不含", "来自", "约", "共", "可选", "重点", "待", "未", "已", "e.g.", "see ", "cf", "for ",
    "from ", "in ", "with", "used", "optional",
];

/// Whole words that are no concept.
pub(super) const COMMON: &[&str] = &[
    // what a note is made of
    "今日总结", "学习总结", "今日学习总结", "总结", "小结", "本章小结", "本节小结", "今日小结", "总述", "概述", "概览", "简介", "引言", "前言", "背景", "导读", "目录", "正文", "结论",
    "结语", "问题", "疑问", "疑难", "遗留问题", "待解决问题", "待办", "待办事项", "计划", "明日计划", "今日计划", "下一步", "后续计划", "学习计划", "学习目标", "今日目标", "目标", "任务", "今日任务",
    "参考资料", "参考文献", "参考", "参考链接", "资料", "链接", "相关链接", "附录", "思考", "思考题", "反思", "感想", "心得", "体会", "收获", "今日收获", "心得体会", "学习心得", "学习内容", "今日内容",
    "内容", "主要内容", "复习", "回顾", "复盘", "笔记", "学习笔记", "日记", "日报", "周报", "记录", "打卡", "其他", "其它", "杂项", "杂记", "备注", "附注", "摘要", "要点", "重点", "难点", "重难点",
    "知识点", "关键点", "核心要点", "易错点", "易错", "注意", "注意事项", "注意点", "提示", "提醒", "警告", "补充", "说明", "注", "坑", "踩坑", "例", "例子", "举例", "示例", "例题", "例如", "比如", "譬如", "练习",
    "作业", "习题", "题目", "答案", "答", "问", "解", "解答", "解析", "证明", "推导", "定义", "定理", "性质", "公式", "公式如下", "代码", "代码实现", "实现", "实验", "结果", "实验结果", "数据",
    // labels of a remark
    "优点", "缺点", "优势", "劣势", "不足", "特点", "特性", "作用", "用途", "目的", "意义", "原因", "原理", "方法", "步骤", "流程", "过程", "做法", "思路", "应用", "应用场景", "场景", "区别", "联系", "对比", "比较",
    "输入", "输出", "参数", "返回", "其中", "因此", "所以", "此外", "另外", "同时", "最后", "首先", "其次", "然后", "总之", "时间", "日期", "地点", "天气", "心情", "状态", "来源", "作者", "标签", "出处", "标题",
    "完成情况", "学习时间", "学习时长",
];

/// The same in English.
pub(super) const COMMON_ENGLISH: &[&str] = &[
    "summary", "notes", "note", "overview", "introduction", "intro", "background", "conclusion", "conclusions", "references",
    "reference", "links", "resources", "further reading", "appendix", "questions", "question", "open questions", "answer", "answers",
    "q", "a", "faq", "todo", "to do", "to-do", "tasks", "plan", "plans", "next", "next steps", "tomorrow", "today", "goals", "goal",
    "example", "examples", "e.g", "e.g.", "eg", "i.e.", "warning", "tip", "tips", "hint", "caution", "important", "remark", "remarks",
    "nb", "n.b.", "p.s.", "ps", "source", "sources", "author", "date", "time", "tags", "tag", "title", "status", "mood", "weather", "pros",
    "cons", "advantages", "disadvantages", "steps", "step", "input", "output", "result", "results", "code", "proof", "definition",
    "definitions", "theorem", "formula", "formulas", "key points", "key takeaways", "takeaways", "takeaway", "tl;dr", "tldr",
    "reflection", "reflections", "misc", "miscellaneous", "exercises",
];

/// What words begin with that go on as a sentence.
pub(super) const STARTS: &[&str] = &[
    "其", "这", "该", "此", "以下", "如下", "下面", "上面", "以上", "今天", "今日", "昨天", "明天", "本次", "本文", "本节", "本章", "我", "他", "她", "它", "你", "为什么", "如何", "怎么", "怎样", "是否", "当", "若",
    "如果", "对于", "关于", "通过", "由于", "因为", "因此", "所以", "但", "而", "且", "或", "与", "和", "从", "把", "将", "被", "让", "给", "没", "不是", "是", "又", "例如", "比如",
    "需要", "可以", "应该", "通常", "主要", "具体", "另", "最终",
];

/// What words end with that introduce what follows.
pub(super) const ENDS: &[&str] = &[
    "包括", "包含", "包含了", "如下", "为", "是", "有", "即", "分为", "了", "可得", "得到", "得", "就是", "在于", "认为", "指出", "知道", "到", "以下", "例如", "比如", "表现为", "定义为",
    "写作", "记作", "等", "吗", "呢", "吧", "啊", "的", "着",
];

/// What stands in a sentence and not in a name.
pub(super) const INSIDE: &[&str] = &[
    "你", "今天", "昨天", "明天", "这个", "这样", "那么", "因为", "所以", "如果", "但是", "而且", "可以", "需要", "应该", "就是", "不是", "是不", "什么", "为何", "怎么", "了一", "了解", "学习了", "实现了", "完成了", "读完", "看完", "复习了", "没有", "只需",
    "不能", "不要", "必须", "还是", "已经", "觉得", "总算", "终于",
];

/// First words of English sentences, and of headings that are none.
pub(super) const ENGLISH_STARTS: &[&str] = &[
    "i", "we", "you", "he", "she", "it", "they", "this", "that", "these", "those", "today", "yesterday", "tomorrow", "my", "our", "there",
    "here", "when", "if", "for", "to", "in", "on", "at", "what", "how", "why", "which", "who", "where", "note", "nb", "example", "e.g.",
    "because", "so", "but", "and", "or", "then", "also", "however", "first", "second", "finally", "see", "with", "by", "as", "let", "from",
    "after", "before", "while", "remember",
];

/// Words that make a sentence of what stands around them.
pub(super) const ENGLISH_VERBS: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "can", "could", "will", "would", "should", "must",
    "may", "might", "got", "get", "i", "we", "you", "it's", "don't", "means", "says", "looks",
];

/// Endings of files, which are no concepts.
pub(super) const EXTENSIONS: &[&str] = &[
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".md", ".pdf", ".py", ".rs", ".js", ".txt", ".csv", ".json", ".html", ".ipynb", ".zip",
];

/// Tags that say what a note is for, not what it is about.
pub(super) const HOUSEKEEPING: &[&str] = &[
    "flashcards", "flashcard", "cards", "card", "daily", "journal", "diary", "note", "notes", "todo", "inbox", "draft", "summary", "study",
    "学习", "笔记", "日记", "日报", "总结", "学习总结", "每日总结", "打卡", "待办", "复习", "review", "spaced",
];
