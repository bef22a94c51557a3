package clipboard

import "syscall"

// detachedProcess is DETACHED_PROCESS of winbase.h: without our console, whose
// closing would end it.
const detachedProcess = 0x00000008

// apart keeps a tool from opening a window.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{HideWindow: true} }

// detached keeps the end of our console, or a Ctrl-C in it, from ending a process.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: detachedProcess | syscall.CREATE_NEW_PROCESS_GROUP}
}
