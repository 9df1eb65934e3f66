"""As much of types as the tests of asyncio use."""


class GenericAlias:
    pass
