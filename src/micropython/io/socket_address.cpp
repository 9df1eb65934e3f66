// SPDX-License-Identifier: MIT
#include "io/socket_address.h"

#if WEFT_POLLER

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "vm/hooks.h"

namespace {

sockaddr_in* as_inet(SocketAddress* address) {
  return reinterpret_cast<sockaddr_in*>(&address->storage);
}
sockaddr_in6* as_inet6(SocketAddress* address) {
  return reinterpret_cast<sockaddr_in6*>(&address->storage);
}
sockaddr_un* as_unix(SocketAddress* address) {
  return reinterpret_cast<sockaddr_un*>(&address->storage);
}

void read_path(mp_obj_t path, SocketAddress* result) {
  mp_buffer_info_t buffer;
  mp_get_buffer_raise(path, &buffer, MP_BUFFER_READ);
  auto* text = static_cast<const char*>(buffer.buf);
  size_t length = buffer.len;
  sockaddr_un* address = as_unix(result);
  // One that begins with a zero byte names no file, and does not end with one. To one that is empty
  // bind() gives such a name.
  bool abstract = length == 0 || text[0] == '\0';
  if (length + !abstract > sizeof(address->sun_path)) {
    mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("AF_UNIX path too long"));
  }
  address->sun_family = AF_UNIX;
  memcpy(address->sun_path, text, length);
  if (!abstract) address->sun_path[length] = '\0';
  result->length = offsetof(sockaddr_un, sun_path) + length + !abstract;
}

// Reads the address of a host if it is a number or stands for one; false: it is a name.
bool read_host(int family, const char* host, SocketAddress* result) {
  void* place = family == AF_INET ? static_cast<void*>(&as_inet(result)->sin_addr)
                                  : static_cast<void*>(&as_inet6(result)->sin6_addr);
  if (host[0] == '\0') return true;  // any: all zeros
  if (family == AF_INET && strcmp(host, "<broadcast>") == 0) {
    as_inet(result)->sin_addr.s_addr = htonl(INADDR_BROADCAST);
    return true;
  }
  return inet_pton(family, host, place) == 1;
}

// Has weft's socket.py look a name up.
void look_up_host(int family, mp_obj_t host, SocketAddress* result) {
  mp_obj_t look_up = MP_STATE_VM(weft_socket_hooks)[0];
  if (look_up == MP_OBJ_NULL) weft_raise_runtime_error(MP_ERROR_TEXT("import socket first"));
  mp_obj_t number = mp_call_function_2(look_up, host, MP_OBJ_NEW_SMALL_INT(family));
  // With a zone: fe80::1%eth0
  addrinfo hints = {};
  hints.ai_family = family;
  hints.ai_flags = AI_NUMERICHOST;
  addrinfo* found = nullptr;
  int error = getaddrinfo(mp_obj_str_get_str(number), nullptr, &hints, &found);
  if (error != 0) mp_raise_OSError(EADDRNOTAVAIL);
  if (family == AF_INET) {
    as_inet(result)->sin_addr = reinterpret_cast<sockaddr_in*>(found->ai_addr)->sin_addr;
  } else {
    auto* address = reinterpret_cast<sockaddr_in6*>(found->ai_addr);
    as_inet6(result)->sin6_addr = address->sin6_addr;
    as_inet6(result)->sin6_scope_id = address->sin6_scope_id;
  }
  freeaddrinfo(found);
}

mp_int_t read_int(mp_obj_t value, mp_int_t most, mp_rom_error_text_t if_not) {
  mp_int_t number = mp_obj_get_int(value);
  if (number < 0 || number > most) mp_raise_msg(&mp_type_OverflowError, if_not);
  return number;
}

void read_inet(int family, mp_obj_t tuple, SocketAddress* result) {
  size_t count;
  mp_obj_t* items;
  if (!mp_obj_is_type(tuple, &mp_type_tuple)) {
    mp_raise_msg_varg(&mp_type_TypeError, MP_ERROR_TEXT("address must be tuple, not %s"),
                      mp_obj_get_type_str(tuple));
  }
  mp_obj_tuple_get(tuple, &count, &items);
  if (count < 2 || count > (family == AF_INET ? 2u : 4u)) {
    mp_raise_TypeError(MP_ERROR_TEXT("address must be a (host, port) pair"));
  }
  mp_int_t port = read_int(items[1], 65535, MP_ERROR_TEXT("port must be 0-65535"));
  if (family == AF_INET) {
    as_inet(result)->sin_family = AF_INET;
    as_inet(result)->sin_port = htons(static_cast<uint16_t>(port));
    result->length = sizeof(sockaddr_in);
  } else {
    auto* address = as_inet6(result);
    address->sin6_family = AF_INET6;
    address->sin6_port = htons(static_cast<uint16_t>(port));
    if (count > 2) {
      address->sin6_flowinfo = htonl(static_cast<uint32_t>(
          read_int(items[2], 0xfffff, MP_ERROR_TEXT("flowinfo must be 0-1048575"))));
    }
    if (count > 3) address->sin6_scope_id = mp_obj_get_int_truncated(items[3]);
    result->length = sizeof(sockaddr_in6);
  }
  if (!read_host(family, mp_obj_str_get_str(items[0]), result)) {
    look_up_host(family, items[0], result);
  }
}

mp_obj_t inet_address(const void* host, int family, uint16_t port, size_t extra, mp_obj_t* items) {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(family, host, text, sizeof(text));
  items[0] = mp_obj_new_str(text, strlen(text));
  items[1] = MP_OBJ_NEW_SMALL_INT(ntohs(port));
  return mp_obj_new_tuple(2 + extra, items);
}

}  // namespace

void weft_read_address(int family, mp_obj_t address, SocketAddress* result) {
  memset(result, 0, sizeof(*result));
  if (family == AF_UNIX) return read_path(address, result);
  mp_buffer_info_t raw;
  if (!mp_obj_is_type(address, &mp_type_tuple) && !mp_obj_is_str(address) &&
      mp_get_buffer(address, &raw, MP_BUFFER_READ)) {
    if (raw.len > sizeof(result->storage)) mp_raise_OSError(EINVAL);
    memcpy(&result->storage, raw.buf, raw.len);
    result->length = raw.len;
    return;
  }
  if (family != AF_INET && family != AF_INET6) {
    mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("address of that family not supported"));
  }
  read_inet(family, address, result);
}

mp_obj_t weft_address(const sockaddr* address, socklen_t length) {
  if (length == 0) return mp_const_none;
  mp_obj_t items[4];
  switch (address->sa_family) {
    case AF_INET: {
      auto* inet = reinterpret_cast<const sockaddr_in*>(address);
      return inet_address(&inet->sin_addr, AF_INET, inet->sin_port, 0, items);
    }
    case AF_INET6: {
      auto* inet = reinterpret_cast<const sockaddr_in6*>(address);
      items[2] = MP_OBJ_NEW_SMALL_INT(ntohl(inet->sin6_flowinfo));
      items[3] = mp_obj_new_int_from_uint(inet->sin6_scope_id);
      return inet_address(&inet->sin6_addr, AF_INET6, inet->sin6_port, 2, items);
    }
    case AF_UNIX: {
      const char* path = reinterpret_cast<const sockaddr_un*>(address)->sun_path;
      size_t bytes =
          length > offsetof(sockaddr_un, sun_path) ? length - offsetof(sockaddr_un, sun_path) : 0;
      if (bytes > 0 && path[0] == '\0') return mp_obj_new_bytes((const byte*)path, bytes);
      return mp_obj_new_str(path, strnlen(path, bytes));
    }
    default: {
      items[0] = MP_OBJ_NEW_SMALL_INT(address->sa_family);
      items[1] =
          mp_obj_new_bytes((const byte*)address->sa_data, length - offsetof(sockaddr, sa_data));
      return mp_obj_new_tuple(2, items);
    }
  }
}

extern "C" {

// getaddrinfo(host, port, family, type, proto, flags) -> list of (family, type, proto, canonname,
// address), or the number of an error. Host and port are str, bytes or None; port may be an int.
// Gives up the VM's lock meanwhile.
mp_obj_t weft_getaddrinfo(size_t, const mp_obj_t* args) {
  const char* host = args[0] == mp_const_none ? nullptr : mp_obj_str_get_str(args[0]);
  char number[24];
  const char* port = nullptr;
  if (mp_obj_is_int(args[1])) {
    snprintf(number, sizeof(number), "%ld", static_cast<long>(mp_obj_get_int(args[1])));
    port = number;
  } else if (args[1] != mp_const_none) {
    port = mp_obj_str_get_str(args[1]);
  }
  addrinfo hints = {};
  hints.ai_family = mp_obj_get_int(args[2]);
  hints.ai_socktype = mp_obj_get_int(args[3]);
  hints.ai_protocol = mp_obj_get_int(args[4]);
  hints.ai_flags = mp_obj_get_int(args[5]);
  addrinfo* found = nullptr;
  MP_THREAD_GIL_EXIT();
  int error = getaddrinfo(host, port, &hints, &found);
  MP_THREAD_GIL_ENTER();
  if (error != 0) return MP_OBJ_NEW_SMALL_INT(error);
  nlr_buf_t nlr;
  if (nlr_push(&nlr) != 0) {
    freeaddrinfo(found);
    nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
  }
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  for (addrinfo* it = found; it != nullptr; it = it->ai_next) {
    const char* name = it->ai_canonname != nullptr ? it->ai_canonname : "";
    mp_obj_t row[5] = {MP_OBJ_NEW_SMALL_INT(it->ai_family), MP_OBJ_NEW_SMALL_INT(it->ai_socktype),
                       MP_OBJ_NEW_SMALL_INT(it->ai_protocol), mp_obj_new_str(name, strlen(name)),
                       weft_address(it->ai_addr, it->ai_addrlen)};
    mp_obj_list_append(list, mp_obj_new_tuple(5, row));
  }
  nlr_pop();
  freeaddrinfo(found);
  return list;
}

// getnameinfo(sockaddr, flags) -> (host, service), or the number of an error.
mp_obj_t weft_getnameinfo(mp_obj_t address_in, mp_obj_t flags_in) {
  size_t count;
  mp_obj_t* items;
  mp_obj_tuple_get(address_in, &count, &items);
  SocketAddress address;
  weft_read_address(count > 2 || strchr(mp_obj_str_get_str(items[0]), ':') ? AF_INET6 : AF_INET,
                    address_in, &address);
  int flags = mp_obj_get_int(flags_in);
  char host[NI_MAXHOST];
  char service[NI_MAXSERV];
  MP_THREAD_GIL_EXIT();
  int error = getnameinfo(address.get(), address.length, host, sizeof(host), service,
                          sizeof(service), flags);
  MP_THREAD_GIL_ENTER();
  if (error != 0) return MP_OBJ_NEW_SMALL_INT(error);
  mp_obj_t pair[2] = {mp_obj_new_str(host, strlen(host)), mp_obj_new_str(service, strlen(service))};
  return mp_obj_new_tuple(2, pair);
}

// gai_strerror(error) -> what it means.
mp_obj_t weft_gai_strerror(mp_obj_t error) {
  const char* text = gai_strerror(mp_obj_get_int(error));
  return mp_obj_new_str(text, strlen(text));
}

// inet_pton(family, text) -> bytes; OSError if it is no address.
mp_obj_t weft_inet_pton(mp_obj_t family_in, mp_obj_t text) {
  int family = mp_obj_get_int(family_in);
  byte address[sizeof(in6_addr)];
  int result = inet_pton(family, mp_obj_str_get_str(text), address);
  if (result < 0) mp_raise_OSError(errno);
  if (result == 0) {
    mp_raise_msg(&mp_type_OSError, MP_ERROR_TEXT("illegal IP address string passed to inet_pton"));
  }
  return mp_obj_new_bytes(address, family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr));
}

// inet_ntop(family, bytes) -> text.
mp_obj_t weft_inet_ntop(mp_obj_t family_in, mp_obj_t bytes) {
  int family = mp_obj_get_int(family_in);
  mp_buffer_info_t buffer;
  mp_get_buffer_raise(bytes, &buffer, MP_BUFFER_READ);
  size_t wanted = family == AF_INET ? sizeof(in_addr) : sizeof(in6_addr);
  if (family != AF_INET && family != AF_INET6) mp_raise_OSError(EAFNOSUPPORT);
  if (buffer.len != wanted) {
    mp_raise_ValueError(MP_ERROR_TEXT("invalid length of packed IP address string"));
  }
  char text[INET6_ADDRSTRLEN];
  if (inet_ntop(family, buffer.buf, text, sizeof(text)) == nullptr) mp_raise_OSError(errno);
  return mp_obj_new_str(text, strlen(text));
}

// getservbyname(name, protocol) -> port, or None; getprotobyname(name) -> number, or None.
mp_obj_t weft_getservbyname(mp_obj_t name, mp_obj_t protocol) {
  servent* found = getservbyname(
      mp_obj_str_get_str(name), protocol == mp_const_none ? nullptr : mp_obj_str_get_str(protocol));
  return found == nullptr ? mp_const_none
                          : MP_OBJ_NEW_SMALL_INT(ntohs(static_cast<uint16_t>(found->s_port)));
}

mp_obj_t weft_getservbyport(mp_obj_t port, mp_obj_t protocol) {
  servent* found =
      getservbyport(htons(static_cast<uint16_t>(mp_obj_get_int(port))),
                    protocol == mp_const_none ? nullptr : mp_obj_str_get_str(protocol));
  if (found == nullptr) return mp_const_none;
  return mp_obj_new_str(found->s_name, strlen(found->s_name));
}

mp_obj_t weft_getprotobyname(mp_obj_t name) {
  protoent* found = getprotobyname(mp_obj_str_get_str(name));
  return found == nullptr ? mp_const_none : MP_OBJ_NEW_SMALL_INT(found->p_proto);
}

mp_obj_t weft_gethostname(void) {
  char name[256];
  if (gethostname(name, sizeof(name)) != 0) mp_raise_OSError(errno);
  return mp_obj_new_str(name, strnlen(name, sizeof(name)));
}

}  // extern "C"

#endif  // WEFT_POLLER
