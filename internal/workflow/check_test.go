package workflow_test

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/workflow"
)

const (
	oneID   = "65f0a1b2c3d4e5f60718293a"
	otherID = "65f0a1b2c3d4e5f60718293b"
)

func TestParseConfigurationID(t *testing.T) {
	for _, in := range []string{
		oneID,
		"  " + oneID + "\n",
		strings.ToUpper(oneID),
		"https://dashboard.incode.com/workflows/" + oneID,
		"https://dashboard.incode.com/workflows/" + oneID + "/edit?tab=modules#top",
		"HTTPS://Dashboard.Incode.com/Workflows/" + strings.ToUpper(oneID) + "/",
		"http://localhost:8080/flow?configurationId=" + oneID + "&x=1",
		"https://dashboard.incode.com/#/workflows/" + oneID + "/modules",
		"https://dashboard.incode.com/a?next=%2Fworkflows%2F" + oneID,
		"https://dashboard.incode.com/workflows/" + oneID + "?flowId=" + strings.ToUpper(oneID), // the same twice
		"https://dashboard.incode.com/orgs/65f0a1b2c3d4e5f60718293a00/workflows/" + oneID,       // a longer word is none
		"https://" + otherID + ".dashboard.incode.com/workflows/" + oneID,                       // the host is none
	} {
		if got, err := workflow.ParseConfigurationID(in); err != nil || got != oneID {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"":                                       "is empty",
		"  ":                                     "is empty",
		oneID[1:]:                                "has 24 hexadecimal digits, which this text of 23 characters does not have",
		oneID + "0":                              "this text of 25 characters",
		"g" + oneID[1:]:                          "24 hexadecimal digits",
		"dashboard.incode.com/" + oneID:          "24 hexadecimal digits",
		"https://dashboard.incode.com/workflows": "has no Configuration ID",
		"https://dashboard.incode.com/workflows/" + oneID + "f":                         "has no Configuration ID",
		"https://dashboard.incode.com/workflows/" + oneID + "/" + otherID:               "has 2 IDs in it",
		"https://dashboard.incode.com/workflows/" + oneID + "?org=" + otherID:           "has 2 IDs in it",
		"https://dashboard.incode.com/workflows/" + oneID + "#" + otherID:               "has 2 IDs in it",
		"ftp://dashboard.incode.com/workflows/" + oneID:                                 "begins with https://",
		"https:///workflows/" + oneID:                                                   "begins with https://",
		"javascript://x/" + oneID:                                                       "begins with https://",
		"https://dashboard.incode.com/%zz/" + oneID:                                     "cannot be read",
		"see https://dashboard.incode.com/workflows/" + oneID + " and answer\x00please": "cannot be read",
	} {
		_, err := workflow.ParseConfigurationID(in)
		if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), want) || fault.HintOf(err) == "" {
			t.Errorf("%q: %v", in, err)
		}
	}
	// What is pasted by mistake may be a key.
	const key = "0123456789abcdef0123456789abcdef01234567"
	for _, in := range []string{key, "https://x.example/?key=" + key} {
		if _, err := workflow.ParseConfigurationID(in); err == nil || strings.Contains(err.Error()+fault.HintOf(err), key) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestCheckName(t *testing.T) {
	for _, good := range []string{"sign-in", "A", "v1.2_x", oneID[1:]} {
		if err := workflow.CheckName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", "two words", "-x", oneID, strings.ToUpper(oneID), "01890a5d-ac96-774b-bcce-b302099a8057", "a/b", strings.Repeat("x", 64)} {
		if err := workflow.CheckName(bad); !fault.Is(err, fault.Usage) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
