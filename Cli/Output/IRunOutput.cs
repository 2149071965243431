using ActorIommu.Cli.Laboratory;

namespace ActorIommu.Cli.Output;

/// <summary>Where the results of <c>run</c> and <c>capture</c> go.</summary>
internal interface IRunOutput
{
    void Add(CaptureResult result);

    void Add(SimulationRun result);

    /// <summary>It takes a while, so it says beforehand what it is.</summary>
    void Begin(ConcurrentJob job);

    void Add(ConcurrentReport result);

    void Add(IReadOnlyList<InputError> errors);

    void Finish(int exitCode);
}
