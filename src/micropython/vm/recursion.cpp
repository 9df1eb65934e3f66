// SPDX-License-Identifier: MIT
// Where MicroPython's C code recurses with the data, and does not look how much stack is left: a
// fiber that compares, hashes or compiles what is deeply nested gets a RuntimeError, as for any
// recursion that is too deep. The main thread's stack is as large as the system makes it: there all
// is as without Weft.
#include "binding.h"
#include "wrapped.h"

extern "C" {
#include "py/compile.h"
#include "py/cstack.h"
#include "py/parse.h"
}

namespace {

void check_stack() {
  if (!weft::scheduler.on_hub()) mp_cstack_check();
}

bool may_recurse(mp_obj_t object) {
  return mp_obj_is_obj(object) &&
         static_cast<mp_obj_base_t*>(MP_OBJ_TO_PTR(object))->type != &mp_type_str;
}

#if MICROPY_ENABLE_COMPILER
// The kinds of nodes, as py/compile.c numbers them: those with a compile function come first.
enum NodeKind : unsigned {
#define DEF_RULE(rule, comp, kind, ...) kNode_##rule,
#define DEF_RULE_NC(rule, kind, ...)
#include "py/grammar.h"
#undef DEF_RULE
#undef DEF_RULE_NC
  kNodeOfObject,  // holds an object, and no nodes
};

// The most that the compiler takes of the stack for a node within a node.
#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
constexpr size_t kCompilerFrameBytes = 1024;
#else
constexpr size_t kCompilerFrameBytes = 40 * sizeof(void*);
#endif

// The compiler's recursion, rehearsed: it goes as deep in the tree, and no less deep in the stack.
void rehearse(mp_parse_node_t node) {
  if (!MP_PARSE_NODE_IS_STRUCT(node)) return;
  auto* parent = reinterpret_cast<mp_parse_node_struct_t*>(node);
  if (MP_PARSE_NODE_STRUCT_KIND(parent) == kNodeOfObject) return;
  [[maybe_unused]] volatile char frame[kCompilerFrameBytes];
  frame[0] = 0;
  check_stack();
  for (size_t i = 0; i < MP_PARSE_NODE_STRUCT_NUM_NODES(parent); i++) rehearse(parent->nodes[i]);
  frame[1] = 0;  // no tail call
}
#endif

}  // namespace

extern "C" {

// What lists, tuples and dicts compare their elements with.
WEFT_WRAPS(mp_obj_equal);
bool __real_mp_obj_equal(mp_obj_t left, mp_obj_t right);
bool __wrap_mp_obj_equal(mp_obj_t left, mp_obj_t right) {
  if (may_recurse(left)) check_stack();
  return __real_mp_obj_equal(left, right);
}

WEFT_WRAPS(mp_unary_op);
mp_obj_t __real_mp_unary_op(mp_unary_op_t op, mp_obj_t object);
mp_obj_t __wrap_mp_unary_op(mp_unary_op_t op, mp_obj_t object) {
  if (op == MP_UNARY_OP_HASH && may_recurse(object)) check_stack();
  return __real_mp_unary_op(op, object);
}

#if MICROPY_ENABLE_COMPILER
WEFT_WRAPS(mp_compile);
mp_obj_t __real_mp_compile(mp_parse_tree_t* tree, qstr file, bool is_repl);
mp_obj_t __wrap_mp_compile(mp_parse_tree_t* tree, qstr file, bool is_repl) {
  rehearse(tree->root);
  return __real_mp_compile(tree, file, is_repl);
}
#endif

#if MICROPY_ENABLE_COMPILER && MICROPY_EXPOSE_MP_COMPILE_TO_RAW_CODE
WEFT_WRAPS(mp_compile_to_raw_code);
void __real_mp_compile_to_raw_code(mp_parse_tree_t* tree, qstr file, bool is_repl,
                                   mp_compiled_module_t* module);
void __wrap_mp_compile_to_raw_code(mp_parse_tree_t* tree, qstr file, bool is_repl,
                                   mp_compiled_module_t* module) {
  rehearse(tree->root);
  __real_mp_compile_to_raw_code(tree, file, is_repl, module);
}
#endif

}  // extern "C"
