package entra

import (
	"strings"
	"testing"

	"github.com/incodectl/incodectl/internal/fault"
	"github.com/incodectl/incodectl/internal/secret"
)

func TestCheckClientSecret(t *testing.T) {
	for name, text := range map[string]string{
		"PEM": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "two lines": "a\nb", "words": "a b", "not ASCII": "sécret", "blank": " \n",
	} {
		err := CheckSecret(AuthClientSecret, secret.New(text))
		if !fault.Is(err, fault.Usage) || strings.Contains(err.Error(), strings.TrimSpace(text)) && strings.TrimSpace(text) != "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := CheckSecret(AuthClientSecret, secret.New("a8Q~.-_x\n")); err != nil {
		t.Error(err)
	}
}
