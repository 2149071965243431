using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorIommu.Actors.Machine;
using ActorIommu.Hardware.Bugs;
using ActorIommu.Hardware.Spec;
using ActorIommu.Simulation.Capabilities;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Scenarios;

namespace ActorIommu.Simulation.Laboratory;

/// <summary>A scenario file of kind 'simulation' in the engine's hands, with the defects that are switched on and who judges.</summary>
public sealed class MachineScenario : ISimulatedScenario
{
    private const long MaxSteps = 20_000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(10);

    private readonly Func<IHistoryJudge> _newJudge;
    private readonly ConcurrentBag<IHistoryJudge> _judges = [];

    /// <param name="scenario">Of kind 'simulation'.</param>
    /// <param name="bugs">Defects that are switched on.</param>
    /// <param name="newJudge">Makes a judge.</param>
    /// <exception cref="ScenarioException">Its capability file cannot be used.</exception>
    public MachineScenario(Scenario scenario, ImmutableArray<Bug> bugs, Func<IHistoryJudge> newJudge)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        (Scenario, Bugs, _newJudge) = (scenario, bugs, newJudge);
        Capabilities = CapabilityReader.Load(scenario.Machine.Capabilities.FullPath!, "").Capabilities;
        Hash = ScenarioHash.Of(scenario, Capabilities);
        Options = new SimulationOptions
        {
            MaxSteps = MaxSteps,
            MaxTime = MaxTime,
            Faults = [.. scenario.Simulation!.Faults.Select(fault => fault.Site).Order()],
            Config = MachineActor.DefaultConfig(),
        };
    }

    /// <summary>The file.</summary>
    public Scenario Scenario { get; }

    /// <inheritdoc/>
    public string Name => Scenario.Name;

    /// <inheritdoc/>
    public ulong Hash { get; }

    /// <summary>Defects that are switched on.</summary>
    public ImmutableArray<Bug> Bugs { get; }

    /// <summary>Errata of the silicon that are switched on.</summary>
    public ImmutableArray<Quirk> Quirks { get; init; } = [];

    /// <summary>The bounds of a run.</summary>
    public SimulationOptions Options { get; }

    /// <summary>Is told of each run when it is judged.</summary>
    public Action<MachineRunReport>? OnJudged { get; init; }

    internal SmmuCapabilities Capabilities { get; }

    /// <inheritdoc/>
    public ISimulatedRun Start(SimulationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return MachineRun.Start(this, context, new RunHistory(() => context.Steps));
    }

    internal HistoryJudgement Judge(IRunHistory history)
    {
        var judge = _judges.TryTake(out var idle) ? idle : _newJudge();
        var judgement = judge.Judge(history.Events, history.IsConcurrent);
        _judges.Add(judge);
        return judgement;
    }
}
