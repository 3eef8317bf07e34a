//! Words one after another.

/// Finds where words stand one after another.
///
/// `parts` holds the rising positions of each word, repeats allowed. Word `i` must stand at the
/// match's start plus `offsets[i]`. Writes the starts to `starts`, rising and without repeats.
/// Cost: the sum of the lengths.
pub fn sequence(parts: &[Vec<u32>], offsets: &[u32], starts: &mut Vec<u32>) {
    starts.clear();
    let Some((first, rest)) = parts.split_first() else { return };
    let first_offset = offsets.first().copied().unwrap_or(0);
    starts.extend(first.iter().filter_map(|position| position.checked_sub(first_offset)));
    starts.dedup();
    for (positions, offset) in rest.iter().zip(offsets.iter().skip(1)) {
        let (mut at, mut kept, mut next) = (0, 0, 0);
        // A merge without branches on what it compares: positions are as good as random.
        while let (Some(start), Some(position)) = (starts.get(at).copied(), positions.get(next)) {
            let wanted = start + offset;
            if let Some(slot) = starts.get_mut(kept) {
                *slot = start;
            }
            kept += usize::from(wanted == *position);
            at += usize::from(wanted <= *position);
            next += usize::from(*position <= wanted);
        }
        starts.truncate(kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(parts: &[&[u32]], offsets: &[u32]) -> Vec<u32> {
        let parts: Vec<Vec<u32>> = parts.iter().map(|p| p.to_vec()).collect();
        let mut starts = Vec::new();
        sequence(&parts, offsets, &mut starts);
        starts
    }

    #[test]
    fn words_stand_one_after_another() {
        assert_eq!(find(&[&[1, 1, 5, 9], &[2, 6, 7]], &[0, 1]), [1, 5]);
        assert_eq!(find(&[&[3], &[3]], &[0, 1]), [0; 0]);
        assert_eq!(find(&[&[0, 4], &[2, 6]], &[0, 2]), [0, 4]);
        assert_eq!(find(&[&[0, 1, 2], &[0, 1, 2], &[0, 1, 2]], &[0, 1, 2]), [0]);
    }
}
