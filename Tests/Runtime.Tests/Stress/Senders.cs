using Akka.Actor;

namespace ActorIommu.Runtime.Tests.Stress;

/// <summary>Sends from an actor's turns.</summary>
internal sealed class SendingActor : UntypedActor
{
    private readonly WorkSource _source;
    private readonly Action _done;
    private readonly Action _creditor;
    private int _underWay;

    public SendingActor(WorkSource source, Action done)
    {
        _source = source;
        _done = done;
        var self = Self;
        _creditor = () =>
        {
            source.Settled();
            self.Tell(Credit.Instance, ActorRefs.NoSender);
        };
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Begin:
                for (var i = 0; i < _source.Window; i++)
                    SendOrFinish();
                break;
            case Credit:
                _underWay--;
                SendOrFinish();
                break;
        }
    }

    private void SendOrFinish()
    {
        if (_source.Left > 0)
        {
            _underWay++;
            _source.Send(Self, _creditor);
        }
        else if (_underWay == 0)
        {
            _done();
        }
    }

    public sealed record Begin;

    private sealed class Credit
    {
        public static readonly Credit Instance = new();
    }
}

/// <summary>Sends from a thread of its own, as code outside of any actor does.</summary>
internal sealed class SendingThread(WorkSource source)
{

    public Thread Start(Action done)
    {
        var thread = new Thread(() => Run(done)) { IsBackground = true, Name = "stress sender" };
        thread.Start();
        return thread;
    }

    private void Run(Action done)
    {
        var credits = new SemaphoreSlim(source.Window);
        var credit = () =>
        {
            source.Settled();
            credits.Release();
        };
        while (source.Left > 0)
        {
            credits.Wait();
            source.Send(ActorRefs.NoSender!, credit);
        }
        for (var i = 0; i < source.Window; i++)
            credits.Wait();
        done();
    }
}
