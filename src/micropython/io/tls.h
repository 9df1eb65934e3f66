// SPDX-License-Identifier: MIT
// TLS over our sockets, by mbedTLS (2.28): what tls_context.cpp and tls_socket.cpp share.
//
// mbedTLS keeps its own memory, on the C library's heap. What it points to lives there too, or in
// an object that outlives it, and is counted, as the collector may find several objects at once.
#ifndef WEFT_MICROPYTHON_IO_TLS_H_
#define WEFT_MICROPYTHON_IO_TLS_H_

#include "io/socket_object.h"
#include "weft_port_config.h"

#if WEFT_TLS

#include <mbedtls/ssl.h>

// Held while mbedTLS runs, which is never while anybody waits and raises nothing: where native
// threads have no GIL, of what it shares not all is for several OS threads.
class TlsLock {
 public:
  TlsLock();
  ~TlsLock();
  TlsLock(const TlsLock&) = delete;
  TlsLock& operator=(const TlsLock&) = delete;
};

// CPython's numbers, and mbedTLS's.
enum : uint8_t { kCertNone, kCertOptional, kCertRequired };

// Authorities that are trusted. Some may still be added.
struct Authorities {
  size_t users;
  mbedtls_x509_crt chain;
};

// A certificate of our own, with those that lead to an authority, and its key.
struct Identity {
  size_t users;
  mbedtls_x509_crt chain;
  mbedtls_pk_context key;
};

inline constexpr size_t kMostIdentities = 4;  // one for each type of key

// What a context says at the time when a socket is wrapped. It does not change after that.
struct TlsSettings {
  size_t users;
  mbedtls_ssl_config config;
  Authorities* authorities;
  Identity* identities[kMostIdentities];
  int* suites;       // ends with 0
  char** protocols;  // for ALPN, most wanted first; ends with nullptr
  uint8_t verify;
  bool check_hostname;
  bool server;
};

// weft_tls_settings() are those of a context, for one user more. Raises as ssl.py does.
// weft_free_tls_settings(): with a TlsLock.
TlsSettings* weft_tls_settings(mp_obj_t context);
void weft_free_tls_settings(TlsSettings* settings);

// What is known of a failure besides mbedTLS's number.
struct TlsReport {
  mp_obj_t hostname;  // of the server, None if it has none
  int alert;          // that the peer sent; -1: none
  uint32_t flags;     // MBEDTLS_X509_BADCERT_… of a certificate that was refused
  bool self_signed;   // it was
  bool is_peer;       // it is the peer's own, not one of those that lead from there to an authority
};

// weft_raise_tls() raises the exception that ssl.py has for what mbedTLS returned.
[[noreturn]] void weft_raise_tls(int result, const TlsReport* report);

#endif  // WEFT_TLS

#endif  // WEFT_MICROPYTHON_IO_TLS_H_
