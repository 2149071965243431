namespace Akka.Dispatch.SysMsg;

/// <summary>Continues an asynchronous handler in the turn of its actor.</summary>
internal sealed class ActorTaskSchedulerMessage : SystemMessage
{
    private readonly ActorTaskScheduler? _scheduler;
    private readonly Task? _task;

    public ActorTaskSchedulerMessage(ActorTaskScheduler scheduler, Task task, object? message)
    {
        _scheduler = scheduler;
        _task = task;
        Message = message;
    }

    public ActorTaskSchedulerMessage(Exception exception, object? message)
    {
        Exception = exception;
        Message = message;
    }

    /// <summary>The failure of the handler, if this is its end.</summary>
    public Exception? Exception { get; }

    /// <summary>The message that is being handled.</summary>
    public object? Message { get; }

    public void ExecuteTask() => _scheduler!.ExecuteTask(_task!);

    public override string ToString() => "<ActorTaskSchedulerMessage>";
}
