# SPDX-License-Identifier: MIT
"""CPython 3.13's `contextlib`, but for asynccontextmanager: MicroPython has no async generators."""


class AbstractContextManager:
    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, traceback):
        return None


class AbstractAsyncContextManager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc, traceback):
        return None


class ContextDecorator:
    """What makes a context manager a decorator, too."""

    def _recreate_cm(self):
        return self

    def __call__(self, func):
        def inner(*args, **kwargs):
            with self._recreate_cm():
                return func(*args, **kwargs)

        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, func, args, kwargs):
        self.gen = func(*args, **kwargs)
        self.func, self.args, self.kwds = func, args, kwargs

    def _recreate_cm(self):
        return type(self)(self.func, self.args, self.kwds)

    def __enter__(self):
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield")

    def __exit__(self, exc_type, exc, traceback):
        if exc_type is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            self.gen.close()
            raise RuntimeError("generator didn't stop")
        if exc is None:
            exc = exc_type()
        try:
            self.gen.throw(exc)
        except StopIteration as stop:
            return stop is not exc
        except BaseException as raised:
            if raised is exc:
                return False
            raise
        self.gen.close()
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    """A factory of context managers from a generator that yields once."""
    return lambda *args, **kwargs: _GeneratorContextManager(func, args, kwargs)


class closing(AbstractContextManager):
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, exc_type, exc, traceback):
        self.thing.close()


class aclosing(AbstractAsyncContextManager):
    def __init__(self, thing):
        self.thing = thing

    async def __aenter__(self):
        return self.thing

    async def __aexit__(self, exc_type, exc, traceback):
        await self.thing.aclose()


class suppress(AbstractContextManager):
    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, exc_type, exc, traceback):
        return exc_type is not None and issubclass(exc_type, self._exceptions)


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, exc_type, exc, traceback):
        pass

    async def __aenter__(self):
        return self.enter_result

    async def __aexit__(self, exc_type, exc, traceback):
        pass


class redirect_stdout(AbstractContextManager):
    """print() writes to `new_target` meanwhile, in all threads. sys.stdout cannot be assigned to
    here, so what writes to that itself is not redirected."""

    _targets = []

    def __init__(self, new_target):
        self._new_target = new_target

    def __enter__(self):
        import builtins

        self._targets.append(self._new_target)
        builtins.print = _print_to_target
        return self._new_target

    def __exit__(self, exc_type, exc, traceback):
        import builtins

        self._targets.pop()
        if not self._targets:
            builtins.print = _plain_print


_plain_print = print


def _print_to_target(*args, **kwargs):
    if kwargs.get("file") is None and redirect_stdout._targets:
        kwargs["file"] = redirect_stdout._targets[-1]
    _plain_print(*args, **kwargs)


class _BaseExitStack:
    def __init__(self):
        self._exits = []

    def pop_all(self):
        """Move the stack's context managers to a new one."""
        new = type(self)()
        new._exits, self._exits = self._exits, []
        return new

    def callback(self, callback, *args, **kwargs):
        """Call callback(*args, **kwargs) at the end; it does not see the exception."""

        def exit(exc_type, exc, traceback):
            callback(*args, **kwargs)

        self._exits.append((False, exit))
        return callback

    def enter_context(self, cm):
        """Enter a context manager; it is left at the end."""
        value = cm.__enter__()
        self._exits.append((False, cm.__exit__))
        return value

    def push(self, exit):
        """Have a context manager's __exit__, or a function like it, called at the end."""
        self._exits.append((False, getattr(exit, "__exit__", exit)))
        return exit


class ExitStack(_BaseExitStack, AbstractContextManager):
    """Any number of context managers and callbacks, left in the opposite order."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, traceback):
        raised = exc
        while self._exits:
            _, exit = self._exits.pop()
            try:
                if exit(None if raised is None else type(raised), raised, None):
                    raised = None
            except BaseException as new:
                raised = new
        if raised is not None and raised is not exc:
            raise raised
        return exc is not None and raised is None

    def close(self):
        self.__exit__(None, None, None)


class AsyncExitStack(_BaseExitStack, AbstractAsyncContextManager):
    """ExitStack for `async with`; takes both kinds of context managers and callbacks."""

    async def enter_async_context(self, cm):
        value = await cm.__aenter__()
        self._exits.append((True, cm.__aexit__))
        return value

    def push_async_exit(self, exit):
        self._exits.append((True, getattr(exit, "__aexit__", exit)))
        return exit

    def push_async_callback(self, callback, *args, **kwargs):
        async def exit(exc_type, exc, traceback):
            await callback(*args, **kwargs)

        self._exits.append((True, exit))
        return callback

    async def __aenter__(self):
        return self

    async def __aexit__(self, exc_type, exc, traceback):
        raised = exc
        while self._exits:
            is_async, exit = self._exits.pop()
            try:
                result = exit(None if raised is None else type(raised), raised, None)
                if is_async:
                    result = await result
                if result:
                    raised = None
            except BaseException as new:
                raised = new
        if raised is not None and raised is not exc:
            raise raised
        return exc is not None and raised is None

    async def aclose(self):
        await self.__aexit__(None, None, None)
