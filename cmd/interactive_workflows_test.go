package cmd_test

import (
	"strings"
	"testing"
)

func TestWorkflowCreateAsks(t *testing.T) {
	p := newPerson(t).enabled()
	p.must(0, "", "workflows", "create", "--name", "taken", "--configuration-id", "65f0a1b2c3d4e5f60718293a")
	_, stderr := p.must(0, strings.Join([]string{
		"TAKEN", "two words", "sign-in",
		"https://dashboard.incode.com/workflows", "https://dashboard.incode.com/workflows/65f0a1b2c3d4e5f60718293b",
	}, "\n")+"\n", "workflows", "create")
	contains(t, stderr, `the name is taken by workflow "taken"`, "is not allowed", "has no Configuration ID", `created workflow "sign-in"`)
	stdout, _ := p.must(0, "", "workflows", "get", "sign-in", "-o", "name")
	contains(t, stdout, "65f0a1b2c3d4e5f60718293b")
	// What is given is not asked for.
	p.must(0, "third\n", "workflows", "create", "--configuration-id", "65f0a1b2c3d4e5f60718293c")
}

func TestWorkflowDeleteAsks(t *testing.T) {
	p := newPerson(t).enabled()
	p.must(0, "", "workflows", "create", "--name", "sign-in", "--configuration-id", "65f0a1b2c3d4e5f60718293a")
	p.must(7, "yes\n", "workflows", "delete", "sign-in")
	p.must(0, "", "workflows", "get", "sign-in")
	_, stderr := p.must(0, "sign-in\n", "workflows", "delete", "SIGN-IN")
	contains(t, stderr, `this deletes workflow "sign-in"`, `deleted workflow "sign-in"`)
	p.must(3, "", "workflows", "get", "sign-in")
}
