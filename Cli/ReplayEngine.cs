namespace ActorIommu.Cli;

/// <summary>What a capture is replayed through.</summary>
internal enum ReplayEngine
{
    Actors,
    Core,
}
