//! The kernel of the SRP handshake: multiplication and squaring modulo N, in Montgomery's form with R = 2^3080.
//!
//! It is a crate of its own for one reason: the rest of the module is built for size, and this for speed.
//!
//! Numbers are 140 limbs of 22 bits, lowest first. N is any modulus of 3072 bits with N ≡ −1 modulo 2^64, such as that
//! of RFC 5054, and is given as N + 1, whose two lowest limbs are zero. Inputs may be any whose product is below
//! 256·N²; since R > 256·N, the result is below 2·N and needs no further subtraction. Every step is the same for all
//! inputs.
//!
//! # Why floating point
//!
//! Processors multiply and add two floating-point numbers at once in one instruction each. WebAssembly has no such
//! instruction for the product of whole numbers: engines make four of it. Limbs of 22 bits keep all sums exact: in a
//! column, the products of equal weight, at most 140 products of the factors and 138 of the reduction meet, each below
//! 2^44, and 278·2^44 is below 2^53, up to which every whole number is a floating-point number. So rounding never
//! happens, and no order of additions matters. Numbers are whole or zero, never subnormal: those are the only ones for
//! which a processor's time to multiply or add depends on the value.
//!
//! # Why row by row
//!
//! Columns lie in memory, and every pass adds four rows to them: four limbs of one factor times all of the other. A pass
//! keeps little but the four limbs in hand, so that an engine's baseline compiler, which keeps no variable in a register
//! around a loop, does nearly as well as its optimising one. The first power of a page is computed in such code.

#![no_std]

mod pair;

use pair::Pair;
use zeroize::{DefaultIsZeroes, Zeroize};

/// How many limbs a number has.
pub const LIMBS: usize = 140;

/// How many bits a limb has.
pub const LIMB_BITS: u32 = 22;

const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// A number below 2^3080.
pub type Limbs = [u32; LIMBS];

/// How many rows are added in one pass.
const ROWS: usize = 4;

/// How many pairs of columns one round of a pass covers. Passes may cover up to one round too much; what they add
/// there is zero.
const ROUND: usize = 6;

const PAIRS: usize = LIMBS / 2;

/// A factor's limbs at an even place and the next, and the same one limb lower: the pair that meets the even rows of a
/// pass in a pair of columns, and that which meets the odd rows.
#[derive(Clone, Copy, Default)]
struct Place {
    even: Pair,
    odd: Pair,
}

impl DefaultIsZeroes for Place {}

/// A factor with one place of zeros below, and zeros above for the end of the last row and the last round.
type Factor = [Place; 1 + PAIRS + 1 + ROUND];

/// The columns of a product, and room for the last round.
type Columns = [Pair; LIMBS + 1 + ROUND];

/// Multiplication modulo one N, with the memory that it works in, which is wiped when it is dropped.
pub struct Montgomery {
    modulus_plus_one: Factor,
    /// The limbs of N + 1 at the places 2 and 3, the lowest that are not zero.
    lowest: [u64; 2],
    factor: Factor,
    columns: Columns,
}

impl Montgomery {
    /// Arithmetic modulo N, from N + 1. The sum of its limbs must be below 116·2^22, as it is for any N that does not
    /// consist of ones: then the sums in all columns stay below 2^52, which is what reading them takes.
    #[inline(never)]
    pub fn new(modulus_plus_one: &Limbs) -> Self {
        let mut new = Self {
            modulus_plus_one: [Place::default(); _],
            lowest: [0; 2],
            factor: [Place::default(); _],
            columns: [Pair::default(); _],
        };
        fill(&mut new.modulus_plus_one, modulus_plus_one, 1);
        for (target, limb) in new.lowest.iter_mut().zip(modulus_plus_one.iter().skip(2)) {
            *target = u64::from(*limb);
        }
        new
    }

    /// `number` becomes `number`·`factor`/R modulo N.
    #[inline(never)]
    pub fn multiply(&mut self, number: &mut Limbs, factor: &Limbs) {
        self.begin(factor, 1);
        for (pass, rows) in number.as_chunks().0.iter().enumerate() {
            add_rows(from(&mut self.columns, pass * ROWS / 2), rows, &self.factor);
        }
        self.reduce(number);
    }

    /// `number` becomes `number`²/R modulo N.
    #[inline(never)]
    pub fn square(&mut self, number: &mut Limbs) {
        // Every product but that of a limb with itself occurs twice. So a pass takes its own limbs once, those above
        // them doubled, and those below them, whose products are all there already, not at all.
        self.begin(number, 2);
        for (pass, rows) in number.as_chunks().0.iter().enumerate() {
            let place = pass * ROWS / 2;
            let factor = from(&mut self.factor, place);
            if let Some((below, factor)) = factor.split_first_mut() {
                *below = Place::default();
                set(factor, rows, 1);
            }
            add_rows(from(&mut self.columns, 2 * place), rows, factor);
        }
        self.reduce(number);
    }

    #[inline(never)]
    fn begin(&mut self, factor: &Limbs, times: u32) {
        fill(&mut self.factor, factor, times);
        self.columns.fill(Pair::default());
    }

    /// Montgomery's reduction of the columns; the result is stored in `number`.
    ///
    /// N ≡ −1 modulo 2^64, so the quotient's next limb is the column's own low limb; and with q·N = q·(N + 1) − q, the
    /// subtraction just clears that limb. The two lowest limbs of N + 1 are zero, so of the products that belong into a
    /// pass's own columns only three are not.
    #[inline(never)]
    fn reduce(&mut self, number: &mut Limbs) {
        let [m2, m3] = self.lowest;
        let mut quotient = [0; ROWS];
        let mut carry = 0;
        for pass in 0..LIMBS / ROWS {
            let columns = from(&mut self.columns, pass * ROWS / 2);
            let Some(([first, second], above)) = columns.split_first_chunk_mut() else { break };
            let ([c0, c1], [c2, c3]) = (whole(*first), whole(*second));
            let (q0, carried) = split(c0 + carry);
            let (q1, carried) = split(c1 + carried);
            let (q2, carried) = split(c2 + carried + u64::from(q0) * m2);
            let (q3, carried) = split(c3 + carried + u64::from(q0) * m3 + u64::from(q1) * m2);
            quotient = [q0, q1, q2, q3];
            carry = carried;
            add_rows(above, &quotient, from(&mut self.modulus_plus_one, ROWS / 2));
        }
        let columns = from(&mut self.columns, PAIRS).iter().flat_map(|pair| whole(*pair));
        for (limb, column) in number.iter_mut().zip(columns) {
            (*limb, carry) = split(column + carry);
        }
        // The quotient tells nothing that the result does not, but it is derived from secrets all the same.
        quotient.zeroize();
    }
}

impl Drop for Montgomery {
    #[inline(never)]
    fn drop(&mut self) {
        self.factor.zeroize();
        self.columns.zeroize();
    }
}

/// Adds four rows to the columns: to the pair with the number p, row r times the limbs 2·p − r and 2·p − r + 1.
/// `limbs` begins one place below the limb 0.
#[inline(never)]
fn add_rows(columns: &mut [Pair], rows: &[u32; ROWS], limbs: &[Place]) {
    let [a, b, c, d] = rows.map(|row| Pair::both(f64::from(row)));
    let Some((below, limbs)) = limbs.split_first() else { return };
    let mut below = *below;
    // Rounds of fixed length: the compiler writes them out, which makes up for what a round costs in baseline code.
    for (columns, limbs) in columns.as_chunks_mut::<ROUND>().0.iter_mut().zip(limbs.as_chunks::<ROUND>().0) {
        for (column, here) in columns.iter_mut().zip(limbs) {
            // A copy, which the next pair of columns takes from a register.
            let here = *here;
            let sum = column.plus(a.times(here.even)).plus(b.times(here.odd));
            *column = sum.plus(c.times(below.even)).plus(d.times(below.odd));
            below = here;
        }
    }
}

/// Makes a factor of `limbs`, each `times` as large.
#[inline(never)]
fn fill(factor: &mut Factor, limbs: &Limbs, times: u32) {
    factor.fill(Place::default());
    set(from(factor, 1), limbs, times);
}

/// Puts `limbs`, each `times` as large, at the first of the places, with zero below them.
#[inline(never)]
fn set(places: &mut [Place], limbs: &[u32], times: u32) {
    let mut below = 0.0;
    let mut places = places.iter_mut();
    for ([first, second], place) in limbs.as_chunks().0.iter().zip(&mut places) {
        let [first, second] = [first, second].map(|limb| f64::from(limb * times));
        *place = Place { even: Pair::new(first, second), odd: Pair::new(below, first) };
        below = second;
    }
    if let Some(place) = places.next() {
        let [_, second] = place.odd.parts();
        place.odd = Pair::new(below, second);
    }
}

/// What begins at `index`; an empty slice stands for what is not there, so that no check that could panic is left.
#[inline]
fn from<T>(slice: &mut [T], index: usize) -> &mut [T] {
    slice.get_mut(index..).unwrap_or_default()
}

/// Two columns as whole numbers: added to 2^52, a smaller whole number stands in the low 52 bits as it is.
#[inline]
fn whole(columns: Pair) -> [u64; 2] {
    const BITS: u64 = 1 << 52;
    columns.plus(Pair::both(4_503_599_627_370_496.0)).parts().map(|sum| sum.to_bits() & (BITS - 1))
}

/// Splits a column into its limb and the carry.
#[inline]
fn split(column: u64) -> (u32, u64) {
    ((column & LIMB_MASK) as u32, column >> LIMB_BITS)
}
