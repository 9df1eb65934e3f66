# SPDX-License-Identifier: MIT
"""CPython's `abc`, in name: there are no metaclasses here, so nothing keeps an abstract class from
being instantiated, and register() is not there."""


class ABC:
    pass


ABCMeta = type


def abstractmethod(function):
    return function


abstractproperty = property
abstractclassmethod = classmethod
abstractstaticmethod = staticmethod
