namespace ActorIommu.Simulation.Engine;

/// <summary>Sees what is delivered: to print it, or to compare runs.</summary>
public interface IStepObserver
{
    /// <summary>A message is about to be handled.</summary>
    /// <param name="step">Which step, from 1.</param>
    /// <param name="time">Virtual time.</param>
    /// <param name="sender">Path below the system, as in <c>user/machine</c>; <c>-</c> if there is none.</param>
    /// <param name="receiver">Path below the system.</param>
    /// <param name="message">The message; not to be kept or changed.</param>
    void Delivering(long step, TimeSpan time, string sender, string receiver, object message);
}
