# SPDX-License-Identifier: MIT
"""CPython 3.13's `logging.config.dictConfig`."""

import logging


def _resolve(name):
    """What a dotted name stands for."""
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        try:
            found = __import__(".".join(parts[:n]), None, None, ("*",))
        except ImportError:
            continue
        for part in parts[n:]:
            found = getattr(found, part)
        return found
    raise ValueError("Cannot resolve %r" % name)


class DictConfigurator:
    def __init__(self, config):
        self.config = config

    def _value(self, value):
        if isinstance(value, str):
            if value.startswith("ext://"):
                return _resolve(value[6:])
            if value.startswith("cfg://"):
                found = self.config
                for part in value[6:].split("."):
                    found = found[part]
                return found
        elif isinstance(value, dict):
            if "()" in value:
                return self._made(dict(value))
            return {key: self._value(item) for key, item in value.items()}
        elif isinstance(value, list):
            return [self._value(item) for item in value]
        return value

    def _made(self, config):
        """An object by the factory that the entry "()" names."""
        factory = config.pop("()")
        if isinstance(factory, str):
            factory = _resolve(factory)
        more = config.pop(".", {})
        made = factory(**{key: self._value(item) for key, item in config.items()})
        for key, item in more.items():
            setattr(made, key, self._value(item))
        return made

    def configure(self):
        config = self.config
        if config.get("version") != 1:
            raise ValueError("Unsupported version: %s" % config.get("version"))
        with logging._lock:
            if config.get("incremental"):
                self._adjust()
                return
            existing = list(logging._loggers) if config.get("disable_existing_loggers", True) else []
            for handler in logging._handlers[:]:
                handler.close()
            self.formatters = self._all("formatters", self._formatter)
            self.filters = self._all("filters", self._filter)
            self.handlers = {}
            waiting = config.get("handlers", {})
            names = sorted(waiting, key=lambda name: "target" in waiting[name])
            for name in names:
                try:
                    handler = self._handler(waiting[name])
                except Exception as exc:
                    raise ValueError("Unable to configure handler %r: %s" % (name, exc))
                handler.name = name
                self.handlers[name] = handler
            for name, entry in config.get("loggers", {}).items():
                logger = logging.getLogger(name)
                logger.propagate = True
                logger.disabled = False
                self._logger(logger, entry)
                if "propagate" in entry:
                    logger.propagate = entry["propagate"]
            wanted = config.get("loggers", {})
            for name in existing:
                if name not in wanted:
                    below = [w for w in wanted if name.startswith(w + ".")]
                    logging._loggers[name].disabled = not below
            if "root" in config:
                try:
                    self._logger(logging.root, config["root"])
                except Exception as exc:
                    raise ValueError("Unable to configure root logger: %s" % exc)

    def _adjust(self):
        for name, entry in self.config.get("handlers", {}).items():
            handler = logging.getHandlerByName(name)
            if handler is None:
                raise ValueError("No handler found with name %r" % name)
            if "level" in entry:
                handler.setLevel(entry["level"])
        for name, entry in self.config.get("loggers", {}).items():
            if "level" in entry:
                logging.getLogger(name).setLevel(entry["level"])
            if "propagate" in entry:
                logging.getLogger(name).propagate = entry["propagate"]
        if "level" in self.config.get("root", {}):
            logging.root.setLevel(self.config["root"]["level"])

    def _all(self, section, make):
        made = {}
        for name, entry in self.config.get(section, {}).items():
            try:
                made[name] = make(entry)
            except Exception as exc:
                raise ValueError("Unable to configure %s %r: %s" % (section[:-1], name, exc))
        return made

    def _formatter(self, config):
        if "()" in config:
            return self._made(dict(config))
        cls = config.get("class", logging.Formatter)
        if isinstance(cls, str):
            cls = _resolve(cls)
        kwargs = {}
        if config.get("defaults") is not None:
            kwargs["defaults"] = config["defaults"]
        return cls(config.get("format"), config.get("datefmt"), config.get("style", "%"), **kwargs)

    def _filter(self, config):
        if "()" in config:
            return self._made(dict(config))
        return logging.Filter(config.get("name", ""))

    def _handler(self, entry):
        config = dict(entry)
        formatter = config.pop("formatter", None)
        level = config.pop("level", None)
        filters = config.pop("filters", None)
        if "()" not in config:
            config["()"] = config.pop("class")
        for key in ("target", "listener"):
            if isinstance(config.get(key), str) and config[key] in self.handlers:
                config[key] = self.handlers[config[key]]
        handler = self._made(config)
        if formatter:
            handler.setFormatter(self.formatters[formatter])
        if level is not None:
            handler.setLevel(level)
        self._add_filters(handler, filters)
        return handler

    def _add_filters(self, filterer, filters):
        for filter in filters or ():
            filterer.addFilter(self.filters[filter] if isinstance(filter, str) else filter)

    def _logger(self, logger, config):
        if config.get("level") is not None:
            logger.setLevel(config["level"])
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
        for name in config.get("handlers", ()):
            if name not in self.handlers:
                raise ValueError("Unable to add handler %r" % name)
            logger.addHandler(self.handlers[name])
        self._add_filters(logger, config.get("filters"))


def dictConfig(config):
    """Configure logging by a dict; ValueError says what is wrong with it."""
    DictConfigurator(config).configure()
