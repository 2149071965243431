using System.Collections.Concurrent;
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using ActorIommu.Simulation.Choices;
using ActorIommu.Simulation.Engine;
using ActorIommu.Simulation.Strategies;
using Akka.Actor;

namespace ActorIommu.Simulation.Concurrent;

/// <summary>A round on real threads. One thread, that of the command line, waits here; actors wake it.</summary>
internal sealed class ConcurrentContext : IRunContext
{
    private const int MaxEvents = 250_000;

    private readonly BlockingCollection<bool> _changes = [];
    private readonly ConcurrentChoices _choices;
    private readonly CancellationToken _giveUp;
    private Prng _workload;
    private volatile Exception? _failure;

    /// <param name="system">Where the round lives.</param>
    /// <param name="options">What may happen in it.</param>
    /// <param name="schedule">The seed of this round: what the clients do is what they do in that schedule of a simulation.</param>
    /// <param name="giveUp">Ends the waiting.</param>
    public ConcurrentContext(ActorSystem system, SimulationOptions options, in ScheduleStart schedule, CancellationToken giveUp)
    {
        (System, _giveUp) = (system, giveUp);
        _choices = new ConcurrentChoices(schedule.Seed, options.Faults);
        _workload = SeededStrategy.WorkloadStream(schedule);
        History = new ConcurrentHistory(MaxEvents, Wake);
        var failed = Fail;
        system.EventStream.Subscribe(
            system.ActorOf(Props.Create(() => new FailureActor(failed)), "failures"), typeof(Akka.Event.Error));
    }

    /// <inheritdoc/>
    public ActorSystem System { get; }

    /// <summary>What happened.</summary>
    public ConcurrentHistory History { get; }

    /// <inheritdoc/>
    public IChoices Choices => _choices;

    /// <inheritdoc/>
    public IFaults Faults => _choices;

    /// <inheritdoc/>
    public bool IsDeciding => true;

    /// <summary>An actor failed though nobody made it: a mistake of ours, null if there is none.</summary>
    public Exception? Failure => _failure;

    /// <summary>True if it was given up before it was at rest.</summary>
    public bool IsOverdue { get; private set; }

    /// <inheritdoc/>
    public int Draw(int count) => _workload.Below(count);

    /// <inheritdoc/>
    public void Expect(int requests) => History.Expect(requests);

    /// <inheritdoc/>
    public void Answered() => History.Answered();

    /// <inheritdoc/>
    public void Settle() => WaitForRest();

    /// <inheritdoc/>
    public void StopFaults()
    {
        // One may have happened since everything was at rest.
        _choices.StopFaults();
        WaitForRest();
    }

    /// <summary>Waits until nothing is under way, or it is given up.</summary>
    public RunEnd Run()
    {
        _choices.EndCalm();
        WaitForRest();
        if (IsOverdue) return RunEnd.Overdue;
        return History.IsFull ? RunEnd.StepBound : RunEnd.Quiet;
    }

    private void WaitForRest()
    {
        try
        {
            while (!IsOverdue && !History.IsAtRest && !History.IsFull && _failure is null) _changes.Take(_giveUp);
        }
        catch (OperationCanceledException) when (_giveUp.IsCancellationRequested)
        {
            IsOverdue = true;
        }
    }

    private void Wake() => _changes.Add(true, CancellationToken.None);

    private void Fail(Exception cause)
    {
        _failure ??= cause;
        Wake();
    }
}
