// SPDX-License-Identifier: MIT
// ssl: what is behind CPython's SSLContext. ssl.py says what it was asked for; here are the
// certificates and keys, and the settings that mbedTLS takes.
//
// Any OS thread may call. A socket goes on with what its context said when it was wrapped.
#include "io/tls.h"

#if WEFT_TLS

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/ssl_ciphersuites.h>
#include <mbedtls/version.h>
#include <stdlib.h>
#include <string.h>

#if WEFT_PARALLEL
#include <pthread.h>
#endif

#include "types/method.h"

extern "C" const mp_obj_type_t weft_type_tls_context;

namespace {

struct ContextObject {
  mp_obj_base_t base;
  bool server;
  bool check_hostname;
  uint8_t verify;
  mp_obj_t suites;     // tuple of mbedTLS's names; None: all
  mp_obj_t protocols;  // tuple of str
  Authorities* authorities;
  Identity* identities[kMostIdentities];
  TlsSettings* settings;  // nullptr: none yet, or something has changed since
};

ContextObject* to_context(mp_obj_t object) {
  return static_cast<ContextObject*>(MP_OBJ_TO_PTR(object));
}

#if WEFT_PARALLEL
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
#endif

// Random numbers for all. mbedTLS has a mutex for it.
struct {
  bool seeded;
  mbedtls_entropy_context entropy;
  mbedtls_ctr_drbg_context generator;
} randomness;

int seed_once() {
  if (randomness.seeded) return 0;
  mbedtls_entropy_init(&randomness.entropy);
  mbedtls_ctr_drbg_init(&randomness.generator);
  int result = mbedtls_ctr_drbg_seed(&randomness.generator, mbedtls_entropy_func,
                                     &randomness.entropy, nullptr, 0);
  randomness.seeded = result == 0;
  return result;
}

template <typename T>
T* allocate(size_t count = 1) {
  return static_cast<T*>(calloc(count, sizeof(T)));
}

void free_authorities(Authorities* authorities) {
  if (authorities == nullptr || --authorities->users != 0) return;
  mbedtls_x509_crt_free(&authorities->chain);
  free(authorities);
}

void free_identity(Identity* identity) {
  if (identity == nullptr || --identity->users != 0) return;
  mbedtls_x509_crt_free(&identity->chain);
  mbedtls_pk_free(&identity->key);
  free(identity);
}

// The settings that the next socket gets are to be made anew.
void changed(ContextObject* self) {
  if (self->settings != nullptr) weft_free_tls_settings(self->settings);
  self->settings = nullptr;
}

void check(int result) {
  if (result < 0) weft_raise_tls(result, nullptr);
}

struct Text {
  const unsigned char* data;
  size_t size;  // with the NUL at the end if it is PEM, as mbedTLS wants it
  bool is_pem;
};

Text text_of(mp_obj_t object) {
  size_t size;
  const char* data = mp_obj_str_get_data(object, &size);  // with a NUL behind it
  bool is_pem = strstr(data, "-----BEGIN ") != nullptr;
  return {reinterpret_cast<const unsigned char*>(data), is_pem ? size + 1 : size, is_pem};
}

// Adds certificates to a chain. Of what is one after the other in DER, mbedTLS reads the first.
int add_certificates(mbedtls_x509_crt* chain, Text text) {
  for (;;) {
    int result = mbedtls_x509_crt_parse(chain, text.data, text.size);
    if (result > 0) return MBEDTLS_ERR_X509_INVALID_FORMAT;  // so many could not be read
    if (result != 0 || text.is_pem) return result;
    const mbedtls_x509_crt* last = chain;
    while (last->next != nullptr) last = last->next;
    if (last->raw.len >= text.size) return 0;
    text.data += last->raw.len;
    text.size -= last->raw.len;
  }
}

Authorities* authorities_of(ContextObject* self) {
  if (self->authorities == nullptr) {
    auto* made = allocate<Authorities>();
    if (made == nullptr) m_malloc_fail(sizeof(Authorities));
    made->users = 1;
    mbedtls_x509_crt_init(&made->chain);
    self->authorities = made;
  }
  return self->authorities;
}

size_t length_of(const mbedtls_x509_crt* chain) {
  size_t count = 0;
  for (; chain != nullptr && chain->version != 0; chain = chain->next) count++;
  return count;
}

// Reads a certificate with its chain, and its key; what mbedTLS returned.
int read_identity(Identity* identity, Text chain, Text key, Text password) {
  mbedtls_x509_crt_init(&identity->chain);
  mbedtls_pk_init(&identity->key);
  int result = add_certificates(&identity->chain, chain);
  if (result == 0) {
    result = mbedtls_pk_parse_key(&identity->key, key.data, key.size, password.data, password.size);
  }
  if (result != 0) return result;
  bool match = mbedtls_pk_check_pair(&identity->chain.pk, &identity->key) == 0;
  return match ? 0 : MBEDTLS_ERR_PK_TYPE_MISMATCH;
}

// Fills the lists of names that mbedTLS keeps pointers to; false: no memory, or an unknown name.
bool copy_names(ContextObject* self, TlsSettings* settings) {
  size_t count;
  mp_obj_t* names;
  if (self->suites != mp_const_none) {
    mp_obj_get_array(self->suites, &count, &names);
    settings->suites = allocate<int>(count + 1);
    if (settings->suites == nullptr) return false;
    for (size_t i = 0; i < count; i++) {
      settings->suites[i] = mbedtls_ssl_get_ciphersuite_id(mp_obj_str_get_str(names[i]));
    }
  }
  mp_obj_get_array(self->protocols, &count, &names);
  if (count == 0) return true;
  settings->protocols = allocate<char*>(count + 1);
  if (settings->protocols == nullptr) return false;
  for (size_t i = 0; i < count; i++) {
    settings->protocols[i] = strdup(mp_obj_str_get_str(names[i]));
    if (settings->protocols[i] == nullptr) return false;
  }
  return true;
}

int auth_mode(const ContextObject* self) {
  // To OpenSSL a client's CERT_OPTIONAL is CERT_REQUIRED: a server has no choice but to show one.
  bool optional = self->verify == kCertOptional && self->server;
  return self->verify == kCertNone ? MBEDTLS_SSL_VERIFY_NONE
         : optional                ? MBEDTLS_SSL_VERIFY_OPTIONAL
                                   : MBEDTLS_SSL_VERIFY_REQUIRED;
}

int configure(ContextObject* self, TlsSettings* settings) {
  mbedtls_ssl_config* config = &settings->config;
  int result = mbedtls_ssl_config_defaults(
      config, self->server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
      MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
  if (result != 0) return result;
  mbedtls_ssl_conf_rng(config, mbedtls_ctr_drbg_random, &randomness.generator);
  mbedtls_ssl_conf_min_version(config, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
  mbedtls_ssl_conf_authmode(config, auth_mode(self));
  if (settings->suites != nullptr) mbedtls_ssl_conf_ciphersuites(config, settings->suites);
  if (settings->authorities != nullptr) {
    mbedtls_ssl_conf_ca_chain(config, &settings->authorities->chain, nullptr);
  }
  for (Identity* identity : settings->identities) {
    if (identity == nullptr || result != 0) continue;
    result = mbedtls_ssl_conf_own_cert(config, &identity->chain, &identity->key);
  }
  if (result == 0 && settings->protocols != nullptr) {
    result = mbedtls_ssl_conf_alpn_protocols(config, const_cast<const char**>(settings->protocols));
  }
  return result;
}

}  // namespace

TlsLock::TlsLock() {
#if WEFT_PARALLEL
  pthread_mutex_lock(&mutex);
#endif
}

TlsLock::~TlsLock() {
#if WEFT_PARALLEL
  pthread_mutex_unlock(&mutex);
#endif
}

TlsSettings* weft_tls_settings(mp_obj_t context) {
  ContextObject* self = to_context(context);
  int result = 0;
  if (self->settings == nullptr) {
    auto* made = allocate<TlsSettings>();
    if (made == nullptr) m_malloc_fail(sizeof(TlsSettings));
    made->users = 1;
    made->verify = self->verify;
    made->check_hostname = self->check_hostname;
    made->server = self->server;
    bool copied = copy_names(self, made);
    TlsLock lock;
    made->authorities = self->authorities;
    if (made->authorities != nullptr) made->authorities->users++;
    for (size_t i = 0; i < kMostIdentities; i++) {
      made->identities[i] = self->identities[i];
      if (made->identities[i] != nullptr) made->identities[i]->users++;
    }
    mbedtls_ssl_config_init(&made->config);
    result = !copied ? MBEDTLS_ERR_SSL_ALLOC_FAILED : configure(self, made);
    if (result == 0 && self->settings == nullptr) {
      self->settings = made;
    } else {
      weft_free_tls_settings(made);  // another OS thread may have been quicker
    }
  }
  check(result);
  TlsLock lock;
  self->settings->users++;
  return self->settings;
}

void weft_free_tls_settings(TlsSettings* settings) {
  if (--settings->users != 0) return;
  mbedtls_ssl_config_free(&settings->config);
  free_authorities(settings->authorities);
  for (Identity* identity : settings->identities) free_identity(identity);
  free(settings->suites);
  if (settings->protocols != nullptr) {
    for (char** name = settings->protocols; *name != nullptr; name++) free(*name);
    free(settings->protocols);
  }
  free(settings);
}

void weft_raise_tls(int result, const TlsReport* report) {
  mp_obj_t make = MP_STATE_VM(weft_tls_hooks)[0];
  char text[120];
  mbedtls_strerror(result, text, sizeof(text));
  if (make == MP_OBJ_NULL) {
    mp_raise_msg_varg(&mp_type_OSError, MP_ERROR_TEXT("%s"), static_cast<char*>(text));
  }
  static const TlsReport nothing = {mp_const_none, -1, 0, false, false};
  if (report == nullptr) report = &nothing;
  mp_obj_t args[7] = {
      MP_OBJ_NEW_SMALL_INT(result),
      mp_obj_new_str(text, strlen(text)),
      report->hostname,
      MP_OBJ_NEW_SMALL_INT(report->alert),
      MP_OBJ_NEW_SMALL_INT(report->flags),
      mp_obj_new_bool(report->self_signed),
      mp_obj_new_bool(report->is_peer),
  };
  nlr_raise(mp_call_function_n_kw(make, MP_ARRAY_SIZE(args), 0, args));
}

extern "C" {

// Context(): without certificates, which are not asked for.
mp_obj_t weft_tls_context_make_new(const mp_obj_type_t* type, size_t n_args, size_t n_kw,
                                   const mp_obj_t*) {
  mp_arg_check_num(n_args, n_kw, 0, 0, false);
  int result;
  {
    TlsLock lock;
    result = seed_once();
  }
  check(result);
  auto* self = mp_obj_malloc_with_finaliser(ContextObject, type);
  self->server = false;
  self->check_hostname = false;
  self->verify = kCertNone;
  self->suites = mp_const_none;
  self->protocols = mp_const_empty_tuple;
  self->authorities = nullptr;
  for (Identity*& identity : self->identities) identity = nullptr;
  self->settings = nullptr;
  return MP_OBJ_FROM_PTR(self);
}

mp_obj_t weft_tls_context_del(mp_obj_t self_in) {
  ContextObject* self = to_context(self_in);
  TlsLock lock;
  changed(self);
  free_authorities(self->authorities);
  self->authorities = nullptr;
  for (Identity*& identity : self->identities) {
    free_identity(identity);
    identity = nullptr;
  }
  return mp_const_none;
}

// set(server, verify, check_hostname, suites, protocols): see ContextObject.
mp_obj_t weft_tls_context_set(size_t, const mp_obj_t* args) {
  ContextObject* self = to_context(args[0]);
  uint8_t verify = mp_obj_get_int(args[2]);
  bool server = mp_obj_is_true(args[1]);
  bool check_hostname = mp_obj_is_true(args[3]);
  TlsLock lock;
  changed(self);
  self->server = server;
  self->verify = verify;
  self->check_hostname = check_hostname;
  self->suites = args[4];
  self->protocols = args[5];
  return mp_const_none;
}

// trust(certificates): PEM, or DER, one or several.
mp_obj_t weft_tls_context_trust(mp_obj_t self_in, mp_obj_t certificates) {
  ContextObject* self = to_context(self_in);
  Authorities* authorities = authorities_of(self);
  Text text = text_of(certificates);
  int result;
  {
    TlsLock lock;
    changed(self);
    result = add_certificates(&authorities->chain, text);
  }
  check(result);
  return mp_const_none;
}

// trust_file(path): PEM. Read there and not in Python, as the system's authorities are larger than
// many a heap. Those that mbedTLS cannot read are left out.
mp_obj_t weft_tls_context_trust_file(mp_obj_t self_in, mp_obj_t path) {
  ContextObject* self = to_context(self_in);
  Authorities* authorities = authorities_of(self);
  const char* name = mp_obj_str_get_str(path);
  int result;
  {
    TlsLock lock;
    changed(self);
    result = mbedtls_x509_crt_parse_file(&authorities->chain, name);
  }
  check(result);
  return mp_const_none;
}

// authorities() -> list of certificates in DER.
mp_obj_t weft_tls_context_authorities(mp_obj_t self_in) {
  ContextObject* self = to_context(self_in);
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  if (self->authorities == nullptr) return list;
  const mbedtls_x509_crt* one = &self->authorities->chain;
  for (size_t left = length_of(one); left > 0; left--, one = one->next) {
    mp_obj_list_append(list, mp_obj_new_bytes(one->raw.p, one->raw.len));
  }
  return list;
}

// identify(chain, key, password or None): our own certificate, in place of one with such a key.
mp_obj_t weft_tls_context_identify(size_t, const mp_obj_t* args) {
  ContextObject* self = to_context(args[0]);
  Text chain = text_of(args[1]);
  Text key = text_of(args[2]);
  Text password = {nullptr, 0, false};
  if (args[3] != mp_const_none) {
    password.data =
        reinterpret_cast<const unsigned char*>(mp_obj_str_get_data(args[3], &password.size));
  }
  auto* made = allocate<Identity>();
  if (made == nullptr) m_malloc_fail(sizeof(Identity));
  made->users = 1;
  int result;
  {
    TlsLock lock;
    result = read_identity(made, chain, key, password);
    if (result == 0) {
      size_t place = 0;
      while (place < kMostIdentities - 1 && self->identities[place] != nullptr &&
             mbedtls_pk_get_type(&self->identities[place]->key) !=
                 mbedtls_pk_get_type(&made->key)) {
        place++;
      }
      changed(self);
      free_identity(self->identities[place]);
      self->identities[place] = made;
    } else {
      free_identity(made);
    }
  }
  check(result);
  return mp_const_none;
}

// suites() -> list of the names of all cipher suites, mbedTLS's, best first.
mp_obj_t weft_tls_suites(void) {
  mp_obj_t list = mp_obj_new_list(0, nullptr);
  for (const int* id = mbedtls_ssl_list_ciphersuites(); *id != 0; id++) {
    const char* name = mbedtls_ssl_get_ciphersuite_name(*id);
    mp_obj_list_append(list, mp_obj_new_str(name, strlen(name)));
  }
  return list;
}

// random(n) -> bytes, as good as those of TLS.
mp_obj_t weft_tls_random(mp_obj_t size_in) {
  mp_int_t size = mp_obj_get_int(size_in);
  if (size < 0) mp_raise_ValueError(MP_ERROR_TEXT("num must be positive"));
  vstr_t data;
  vstr_init_len(&data, size);
  int result;
  {
    TlsLock lock;
    result = seed_once();
    for (mp_int_t at = 0; result == 0 && at < size; at += MBEDTLS_CTR_DRBG_MAX_REQUEST) {
      size_t part =
          size - at < MBEDTLS_CTR_DRBG_MAX_REQUEST ? size - at : MBEDTLS_CTR_DRBG_MAX_REQUEST;
      auto* place = reinterpret_cast<unsigned char*>(data.buf) + at;
      result = mbedtls_ctr_drbg_random(&randomness.generator, place, part);
    }
  }
  check(result);
  return mp_obj_new_bytes_from_vstr(&data);
}

// library() -> mbedTLS's name and version.
mp_obj_t weft_tls_library(void) {
  char text[18];
  mbedtls_version_get_string_full(text);
  return mp_obj_new_str(text, strlen(text));
}

// set_hooks(make_error, methods): see weft_raise_tls(), and the dict of what methods of SSLSocket
// are written in Python.
mp_obj_t weft_tls_set_hooks(mp_obj_t make_error, mp_obj_t methods) {
  MP_STATE_VM(weft_tls_hooks)[0] = make_error;
  MP_STATE_VM(weft_tls_hooks)[1] = methods;
  return mp_const_none;
}

}  // extern "C"

#endif  // WEFT_TLS
