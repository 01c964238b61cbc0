//! What the standard library would bring, smaller.

use core::panic::PanicInfo;

use lol_alloc::{FreeListAllocator, LockedAllocator};
use zeroizing_alloc::ZeroAlloc;

/// A sorted list of what is free: slower than others where much is allocated, which nothing here does, and the smallest.
///
/// Memory is wiped when it is given back, so that nothing secret outlives its use: strings that the glue made too.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<LockedAllocator<FreeListAllocator>> =
    ZeroAlloc(LockedAllocator::new(FreeListAllocator::new()));

/// There is nobody to read a message. The loader turns the trap into an `InternalPanic`.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
