//! Just enough of protocol buffers to read what a current package says: fields by number, numbers and bytes.

/// One field of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message in their order; it ends where the bytes make no sense any more.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a>(pub &'a [u8]);

impl<'a> Fields<'a> {
    /// The last field of this number, as text.
    pub(super) fn text(self, number: u64) -> Option<String> {
        let found = self.filter_map(|(field, value)| match value {
            Value::Bytes(bytes) if field == number => Some(bytes),
            _ => None,
        });
        found.last().and_then(|bytes| String::from_utf8(bytes.to_vec()).ok())
    }

    /// The last field of this number, as a number.
    pub(super) fn number(self, number: u64) -> Option<u64> {
        let found = self.filter_map(|(field, value)| match value {
            Value::Number(value) if field == number => Some(value),
            _ => None,
        });
        found.last()
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(head)
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = (u64, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let tag = self.varint()?;
        let value = match tag & 7 {
            0 => Value::Number(self.varint()?),
            1 => Value::Bytes(self.take(8)?),
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                Value::Bytes(self.take(length)?)
            }
            5 => Value::Bytes(self.take(4)?),
            _ => return None,
        };
        Some((tag >> 3, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_far_as_they_make_sense() {
        for (bytes, expected) in [
            (&[0x08, 0x03][..], vec![(1, Value::Number(3))]),
            (&[0x0a, 2, b'h', b'i', 0x10, 0x96, 1], vec![(1, Value::Bytes(b"hi")), (2, Value::Number(150))]),
            // A length beyond the end, a number without end, a wire type that there is not
            (&[0x0a, 200, b'h'], vec![]),
            (&[0x08, 0xff, 0xff], vec![]),
            (&[0x0b], vec![]),
        ] {
            assert_eq!(Fields(bytes).collect::<Vec<_>>(), expected, "{bytes:?}");
        }
        assert_eq!(Fields(&[0x0a, 2, b'h', b'i']).text(1).as_deref(), Some("hi"));
    }
}
