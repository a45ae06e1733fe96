using Microsoft.Azure.Functions.Worker;

namespace Webhost.Functions.Http;

/// <summary>An HTTP function.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Trigger">Its methods and route.</param>
/// <param name="Description">Who may call it and what goes in and out.</param>
internal sealed record Operation(string Name, HttpTriggerAttribute Trigger, OperationAttribute Description);
