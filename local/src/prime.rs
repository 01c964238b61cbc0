//! Random primes for RSA keys: a sieve, then Miller-Rabin.

use num_bigint::BigUint;

use crate::random::{Random, RandomUnavailable};

/// Odd numbers examined from one random start.
const WINDOW: usize = 4096;
/// Trial divisors reach up to here.
const SIEVE_LIMIT: u32 = 8192;
/// Rounds with random bases. FIPS 186-5 asks for four at 1024 bits and an error of 2^-112; these are a few more.
const ROUNDS: usize = 8;

/// A random prime of `bits` bits whose two highest bits are set, so that a product of two has twice the length.
pub(crate) fn random_prime(random: &mut dyn Random, bits: u64) -> Result<BigUint, RandomUnavailable> {
    let divisors = odd_primes();
    loop {
        let start = random_start(random, bits)?;
        for offset in survivors(&start, &divisors) {
            let candidate = &start + offset;
            if candidate.bits() == bits && is_prime(&candidate, random)? {
                return Ok(candidate);
            }
        }
    }
}

/// Whether an odd number above 3 is prime, with an error that can be neglected.
pub(crate) fn is_prime(candidate: &BigUint, random: &mut dyn Random) -> Result<bool, RandomUnavailable> {
    let two = BigUint::from(2_u8);
    if !passes(candidate, &two) {
        return Ok(false);
    }
    let range = candidate - 3_u8;
    let length = usize::try_from(candidate.bits().div_ceil(8)).unwrap_or_default() + 8;
    for _ in 0..ROUNDS {
        let mut bytes = vec![0; length];
        random.fill(&mut bytes)?;
        if !passes(candidate, &(BigUint::from_bytes_be(&bytes) % &range + 2_u8)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// One round of Miller-Rabin.
fn passes(candidate: &BigUint, base: &BigUint) -> bool {
    let one = BigUint::from(1_u8);
    let last = candidate - 1_u8;
    let twos = last.trailing_zeros().unwrap_or_default();
    let mut power = base.modpow(&(&last >> twos), candidate);
    if power == one || power == last {
        return true;
    }
    for _ in 1..twos {
        power = &power * &power % candidate;
        if power == last {
            return true;
        }
    }
    false
}

fn random_start(random: &mut dyn Random, bits: u64) -> Result<BigUint, RandomUnavailable> {
    let mut bytes = vec![0; usize::try_from(bits.div_ceil(8)).unwrap_or_default()];
    random.fill(&mut bytes)?;
    let mut start = BigUint::from_bytes_be(&bytes) >> (bits.div_ceil(8) * 8 - bits);
    for bit in [0, bits - 1, bits - 2] {
        start.set_bit(bit, true);
    }
    Ok(start)
}

/// Offsets from an odd start that no small prime divides.
fn survivors(start: &BigUint, divisors: &[u32]) -> Vec<usize> {
    let mut composite = vec![false; WINDOW];
    for &divisor in divisors {
        let remainder = u32::try_from(start % divisor).unwrap_or_default();
        // start + 2·i ≡ 0 (mod divisor), solved for i by the inverse of 2.
        let distance = (divisor - remainder) % divisor;
        let first = if distance % 2 == 0 { distance / 2 } else { u32::midpoint(distance, divisor) };
        let (first, step) =
            (usize::try_from(first).unwrap_or_default(), usize::try_from(divisor).unwrap_or(1));
        composite.iter_mut().skip(first).step_by(step).for_each(|mark| *mark = true);
    }
    composite.iter().enumerate().filter(|(_, mark)| !**mark).map(|(index, _)| 2 * index).collect()
}

/// The odd primes below the sieve's limit.
fn odd_primes() -> Vec<u32> {
    (3..SIEVE_LIMIT)
        .step_by(2)
        .filter(|n| (3..).step_by(2).take_while(|d| d * d <= *n).all(|d| n % d != 0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Counter;

    fn prime(text: &str) -> bool {
        is_prime(&text.parse().unwrap(), &mut Counter(0)).unwrap()
    }

    #[test]
    fn known_primes_and_composites_are_told_apart() {
        let mersenne = (BigUint::from(1_u8) << 521_u32) - 1_u8;
        assert!(is_prime(&mersenne, &mut Counter(0)).unwrap());
        assert!(prime("5"));
        assert!(prime("65537"));
        // Carmichael numbers, a strong pseudoprime to base 2, and one to the first twelve prime bases.
        for composite in ["561", "1105", "2047", "3215031751", "318665857834031151167461", "9"] {
            assert!(!prime(composite), "{composite}");
        }
    }

    #[test]
    fn the_test_agrees_with_trial_division() {
        let primes = odd_primes();
        for n in (5..SIEVE_LIMIT).step_by(2) {
            assert_eq!(is_prime(&n.into(), &mut Counter(7)).unwrap(), primes.contains(&n), "{n}");
        }
    }

    #[test]
    fn a_random_prime_has_the_length_asked_for() {
        let prime = random_prime(&mut Counter(3), 256).unwrap();
        assert_eq!(prime.bits(), 256);
        assert!(prime.bit(254) && prime.bit(0));
    }

    #[test]
    fn the_sieve_keeps_what_no_small_prime_divides() {
        let start = BigUint::from(100_000_007_u64);
        let kept = survivors(&start, &odd_primes());
        for index in 0..WINDOW {
            let number = 100_000_007_u64 + 2 * u64::try_from(index).unwrap();
            let divided = odd_primes().iter().any(|prime| number.is_multiple_of(u64::from(*prime)));
            assert_eq!(kept.contains(&(2 * index)), !divided, "{number}");
        }
    }
}
