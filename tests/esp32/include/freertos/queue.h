#include <queue.h>
