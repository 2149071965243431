namespace ActorIommu.Runtime.Tests.RecordedCases.Harness;

/// <summary>The exceptions that scripts throw: plain ones, because their type is part of what was recorded.</summary>
internal static class PlainFailure
{
#pragma warning disable CA2201 // reserved for the runtime, but it is what was recorded
    public static Exception Of(string message) => new(message);
#pragma warning restore CA2201
}
