//! Sections made by a rule: Chinese words as frequent as words are, some English, some TeX, always the same.

/// Words of the field, among them one that stands in many sections.
const FIELD: &[&str] = &[
    "归一化",
    "注意力",
    "自注意力",
    "多头",
    "缓存",
    "词元",
    "专家",
    "路由",
    "梯度",
    "学习率",
    "残差",
    "掩码",
    "位置编码",
    "外推",
    "量化",
    "蒸馏",
    "微调",
    "预训练",
    "解码",
    "采样",
    "温度",
    "嵌入",
    "权重",
    "偏置",
    "激活",
    "优化器",
    "损失",
    "困惑度",
    "状态空间",
    "离散化",
    "卷积",
    "门控",
    "窗口",
    "上下文",
    "显存",
    "吞吐",
    "并行",
    "流水线",
    "张量",
    "矩阵",
];
const ENGLISH: &[&str] = &[
    "attention",
    "softmax",
    "transformer",
    "layernorm",
    "rmsnorm",
    "gqa",
    "mla",
    "rope",
    "alibi",
    "moe",
    "router",
    "expert",
    "cache",
    "token",
    "embedding",
    "gradient",
    "residual",
    "dropout",
    "momentum",
    "warmup",
    "flash",
    "kernel",
    "tensor",
    "mamba",
    "retnet",
];
const TEX: &[&str] =
    &["$\\sqrt{d_k}$", "$W^O$", "$\\sigma^2+\\epsilon$", "$\\gamma\\odot x+\\beta$", "$e^{-x}$", "$O(N^2)$"];
/// Common characters of which further words are made.
const CHARACTERS: &str = "的一是了不在有人这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坐集编宝谈府拉黑且随格尽剑讲布杀微怕母调局根曾准团段终乐切级克精哪官示冲竟乎男举客证苦照注费足尔招群热推晚响称兴待约阳哥惊吗整支古汉突号绝选吧参刊亚复伤类备欢另港势刻星断陈掌农夜般念价脑规底故省妈刚句显消衣陆器确破具居批送";

/// A number from a seed, the same at every run.
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or_default() % bound.max(1)
    }

    /// A rank under `bound` with low ranks far more frequent, as words are.
    fn rank(&mut self, bound: usize) -> usize {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        let rank = ((bound as f64).ln() * share).exp();
        (rank as usize).min(bound - 1)
    }
}

/// Makes sections.
pub struct Corpus {
    dice: Dice,
    words: Vec<String>,
    rare: Vec<String>,
}

impl Corpus {
    pub fn new() -> Self {
        let mut dice = Dice::new(0x9e37_79b9_7f4a_7c15);
        let characters: Vec<char> = CHARACTERS.chars().collect();
        let word = |dice: &mut Dice| {
            let length = 1 + dice.below(3);
            (0..=length.min(2)).map(|_| characters[dice.below(characters.len())]).collect::<String>()
        };
        let words = (0..4_500).map(|_| word(&mut dice)).collect();
        let letters: Vec<char> = "etaoinsrhldcumfpgwybvk".chars().collect();
        let rare =
            (0..8_000).map(|_| (0..4 + dice.below(7)).map(|_| letters[dice.rank(letters.len())]).collect()).collect();
        Self { dice, words, rare }
    }

    fn push_word(&mut self, text: &mut String) {
        match self.dice.below(100) {
            0..12 => {
                let word = if self.dice.below(3) == 0 {
                    self.rare[self.dice.rank(8_000)].as_str()
                } else {
                    ENGLISH[self.dice.below(ENGLISH.len())]
                };
                text.push(' ');
                text.push_str(word);
                text.push(' ');
            }
            12..18 => text.push_str(FIELD[self.dice.rank(FIELD.len())]),
            18..20 => text.push_str(TEX[self.dice.below(TEX.len())]),
            20..28 => text.push('，'),
            28..31 => text.push_str("。\n- "),
            _ => text.push_str(&self.words[self.dice.rank(self.words.len())]),
        }
    }

    fn text(&mut self, words: usize) -> String {
        let mut text = String::new();
        for _ in 0..words {
            self.push_word(&mut text);
        }
        text
    }

    /// The next title and body; the common word stands in four bodies of ten.
    pub fn section(&mut self) -> (String, String) {
        let field = FIELD[self.dice.below(FIELD.len())];
        let words = 1 + self.dice.below(4);
        let title = format!(
            "{}{field}{}",
            self.text(words).replace(['\n', '。', '-', '，'], ""),
            self.text(2).replace(['\n', '。', '-', '，'], "")
        );
        let words = 90 + self.dice.below(80);
        let mut body = self.text(words);
        if self.dice.below(10) < 4 {
            body.push_str("归一化");
        } else {
            body = body.replace("归一", "均一");
        }
        (title.trim().to_owned(), body)
    }
}
