//go:build !windows

package clipboard

import "syscall"

// detached gives a process a session of its own, so that the end of ours, or a
// Ctrl-C at the terminal, does not end it.
func detached() *syscall.SysProcAttr { return apart() }

// apart does the same for a tool, which may leave a process behind.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
