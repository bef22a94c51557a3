package entra

import (
	"errors"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/incodectl/incodectl/internal/fault"
)

// credentialFault words the failures that happen before or without a token
// request of ours: those of the Azure CLI, and settings azidentity refuses.
func credentialFault(err error, o Options, quote func(string) string) error {
	if o.Auth != AuthAzureCLI {
		// Messages of MSAL may quote whole answers.
		return fault.New(fault.Unauthorized, "no access token for Microsoft Graph: the %s could not be used", o.Auth).
			WithHint("check tenant ID, client ID and the secret")
	}
	text := strings.TrimPrefix(err.Error(), "AzureCLICredential: ")
	text, _, _ = strings.Cut(text, "To troubleshoot, visit")
	if _, failed := errors.AsType[*azidentity.AuthenticationFailedError](err); !failed && strings.Contains(text, "not found on path") {
		return fault.New(fault.SecretUnavailable, "the Azure CLI (az) is not installed, or not in PATH").
			WithHint("install it, or use another way to authenticate: incodectl integrations edit --auth")
	}
	login := "az login --tenant " + o.TenantID
	if strings.Contains(text, "az login") {
		return fault.New(fault.Unauthorized, "nobody is signed in to the Azure CLI for tenant %s, or the sign-in has expired", o.TenantID).
			WithHint("sign in: %s --allow-no-subscriptions", login)
	}
	return fault.New(fault.Unauthorized, "the Azure CLI gave no token: %s", quote(text)).
		WithHint("try it by hand: az account get-access-token --tenant %s; sign in again: %s", o.TenantID, login)
}
