using ActorIommu.Hardware.Freedoms;
using ActorIommu.Messages;
using Akka.Actor;

namespace ActorIommu.Simulation.Engine;

/// <summary>A run as its scenario sees it, whoever delivers: the engine, or real threads.</summary>
public interface IRunContext
{
    /// <summary>The system of this run.</summary>
    ActorSystem System { get; }

    /// <summary>What hardware asks where it is free.</summary>
    IChoices Choices { get; }

    /// <summary>What is asked where a fault can happen.</summary>
    IFaults Faults { get; }

    /// <summary>True while the order of steps is open; false while the machine is set up calmly.</summary>
    bool IsDeciding { get; }

    /// <summary>Decides what the workload does: 0 to count - 1, where 0 should be the least.</summary>
    int Draw(int count);

    /// <summary>So many more requests are about to be made: where nobody sees when nothing is left to do, answers are counted.</summary>
    void Expect(int requests);

    /// <summary>One of them was answered. From the actor that asked.</summary>
    void Answered();

    /// <summary>Lets what was asked be answered, calmly: for setting up what is not the subject.</summary>
    void Settle();

    /// <summary>No fault happens from here on.</summary>
    void StopFaults();
}
