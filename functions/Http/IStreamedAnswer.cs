using Microsoft.AspNetCore.Http;

namespace Webhost.Functions.Http;

/// <summary>An answer that is written bit by bit while it comes into being, so that it can't be kept.</summary>
internal interface IStreamedAnswer : IResult;
