// The page of the hidden frame that brings a new token: it hands the provider's answer to the page around it, in the form that the sign-in client there waits for.
// Nothing is shown, so nothing is loaded, not even that client.
window.parent.postMessage({ source: 'oidc-client', url: window.location.href, keepOpen: false }, window.location.origin);
