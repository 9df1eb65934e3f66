// How the hub's two ways of waiting, the core's port::idle() and asyncio's poller, are entered and
// ended.
#ifndef WEFT_MICROPYTHON_LOOP_H_
#define WEFT_MICROPYTHON_LOOP_H_

// weft_block_hub() announces that the hub is about to block, so that port::request_run() wakes it.
// False: something is ready already, do not block. Every true is followed by weft_unblock_hub().
bool weft_block_hub();
void weft_unblock_hub();

// weft_collect_native_waiters() marks what native threads were handed and have not taken yet, and
// their threading.local attributes.
void weft_collect_native_waiters();

#endif  // WEFT_MICROPYTHON_LOOP_H_
