//! What the standard library would bring, smaller.

use core::panic::PanicInfo;

use rlsf::SmallGlobalTlsf;
use zeroizing_alloc::ZeroAlloc;

/// Memory is wiped when it is given back, so that nothing secret outlives its use: strings that the glue made too.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<SmallGlobalTlsf> = ZeroAlloc(SmallGlobalTlsf::new());

/// There is nobody to read a message. The loader turns the trap into an `InternalPanic`.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
