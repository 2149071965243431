using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>Handles work, and fails or stops when the work says so.</summary>
internal sealed class Receiver : UntypedActor
{
    private readonly Accountant _accountant;
    private readonly InstanceRecord _instance;

    public Receiver(Accountant accountant, string name)
    {
        _accountant = accountant;
        _instance = accountant.Construct(name);
    }

    protected override void PreStart() => _instance.Start();

    protected override void PostStop() => _instance.Stop();

    protected override void PreRestart(Exception reason, object message)
    {
        if (message is not Work { HasFailed: true })
            _accountant.Complain($"{Self.Path}: restarted because of {message}, which did not fail");
        base.PreRestart(reason, message);
    }

    protected override void OnReceive(object message)
    {
        if (message is not Work work)
        {
            Unhandled(message);
            return;
        }
        switch (work.Deed)
        {
            case Deed.Throw:
                work.Handled(Outcome.Failed);
                throw new PlannedFailure();
            case Deed.StopSelf:
                work.Handled(Outcome.Processed);
                Context.Stop(Self);
                break;
            default:
                work.Handled(Outcome.Processed);
                break;
        }
    }
}
