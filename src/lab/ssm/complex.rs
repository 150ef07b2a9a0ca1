//! The few operations on complex numbers that a diagonal state-space kernel needs.

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Complex {
    pub re: f64,
    pub im: f64,
}

impl Complex {
    pub fn minus(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }

    pub fn times(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }

    pub fn over(self, other: Self) -> Self {
        let square = other.re * other.re + other.im * other.im;
        self.times(Self { re: other.re, im: -other.im }).scaled(1.0 / square)
    }

    pub fn scaled(self, factor: f64) -> Self {
        Self { re: self.re * factor, im: self.im * factor }
    }

    pub fn exp(self) -> Self {
        let (sin, cos) = self.im.sin_cos();
        Self { re: cos, im: sin }.scaled(self.re.exp())
    }
}
