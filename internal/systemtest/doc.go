// Package systemtest holds tests of the whole: the real store, the real Okta
// and Entra sources and the real command line, put together over the sandbox,
// and benchmarks of whole processes. It exports nothing.
//
// What the tests hold true is one sentence: whatever the other side does and
// whenever the process dies, the store either has exactly what the directory
// says or exactly what it had before, and nobody is taken for gone because
// something could not be read. Of everything else that a profile has the same
// goes for many processes at once, for killed ones and for what they print: each
// change is made once, whole and logged, or not at all, and no secret gets out.
package systemtest
