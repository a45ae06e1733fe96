namespace Webhost.Local.LemonSqueezy.Records;

/// <summary>Something that is kept under a number, as every object of the API is.</summary>
internal interface IRecord
{
    long Id { get; }
}
