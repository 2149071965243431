namespace ActorIommu.Cli;

/// <summary>One thing that <c>run</c> or <c>capture</c> is to do.</summary>
internal abstract record RunJob;
