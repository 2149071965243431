using ActorIommu.Cli.Laboratory;

namespace ActorIommu.Cli.Output;

/// <summary>Where the results of <c>run</c> and <c>capture</c> go.</summary>
internal interface IRunOutput
{
    void Add(CaptureResult result);

    void Add(SimulationRun result);

    void Add(IReadOnlyList<InputError> errors);

    void Finish(int exitCode);
}
